package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.issuer.SimulatedIssuer.Behavior;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * 10,000 instances of a service with one issuer, in simulated time: how many requests the issuer
 * gets after a rotation, after an outage, and during a flood of unknown key ids. Prints the
 * requests per second, with a column for each scenario: {@code java ... FleetSimulation}.
 */
final class FleetSimulation {

  static final int INSTANCES = 10_000;

  private static final long SECOND = 1_000_000_000;
  private static final int SECONDS = 180;
  private static final int SCENARIO_AT = 60;

  private FleetSimulation() {}

  /** What happens after a minute. */
  enum Scenario {
    ROTATION,
    END_OF_OUTAGE,
    FLOOD_OF_UNKNOWN_KEY_IDS
  }

  /** The number of requests to the issuer in each second. */
  static int[] requests(Scenario scenario, int instances) {
    Fleet fleet = new Fleet(scenario, instances);
    fleet.run();
    int[] perSecond = new int[SECONDS];
    for (long at : fleet.issuer.requests()) {
      int second = (int) ((at - fleet.start) / SECOND);
      if (second >= 0 && second < SECONDS) {
        perSecond[second]++;
      }
    }
    return perSecond;
  }

  private static final class Fleet {
    final SimulatedTime time = new SimulatedTime();
    final Random random = new Random(1);
    final SimulatedIssuer issuer = new SimulatedIssuer(time, random);
    final List<SimulatedInstance> instances = new ArrayList<>();
    final long start = 1_200 * SECOND;
    private final Scenario scenario;
    private int key;

    Fleet(Scenario scenario, int number) {
      this.scenario = scenario;
      issuer.publish("key 0");
      KeyMachine machine = new KeyMachine(KeyRules.DEFAULT);
      for (int i = 0; i < number; i++) {
        SimulatedInstance instance =
            new SimulatedInstance(machine, time, issuer, random, 0, line -> {});
        instances.add(instance);
        // They start at different times, and each gets about one token a second.
        sendTokens(instance, (long) (600 * SECOND * random.nextDouble()));
      }
    }

    private void sendTokens(SimulatedInstance instance, long pause) {
      time.after(
          pause,
          () -> {
            instance.request("key " + key, answer -> {});
            // Long before the scenario, fewer tokens have the same effect and save time.
            long next = time.nanos() < start - 700 * SECOND ? 100 * SECOND : SECOND;
            sendTokens(instance, (long) (2 * next * random.nextDouble()));
          });
    }

    void run() {
      if (scenario == Scenario.END_OF_OUTAGE) {
        time.runUntil(start + (SCENARIO_AT - 600) * SECOND);
        issuer.behave(Behavior.FAILS);
      }
      time.runUntil(start + SCENARIO_AT * SECOND);
      switch (scenario) {
        case ROTATION -> {
          issuer.retire("key " + key);
          key++;
          issuer.publish("key " + key);
        }
        case END_OF_OUTAGE -> issuer.behave(Behavior.ANSWERS);
        case FLOOD_OF_UNKNOWN_KEY_IDS -> instances.forEach(instance -> flood(instance, 0));
      }
      time.runUntil(start + SECONDS * SECOND);
    }

    private void flood(SimulatedInstance instance, int number) {
      time.after(
          (long) (2 * SECOND * random.nextDouble()),
          () -> {
            instance.request("junk " + number, answer -> {});
            flood(instance, number + 1);
          });
    }
  }

  public static void main(String[] arguments) {
    int instances = arguments.length == 0 ? INSTANCES : Integer.parseInt(arguments[0]);
    List<int[]> columns = new ArrayList<>();
    for (Scenario scenario : Scenario.values()) {
      columns.add(requests(scenario, instances));
    }
    for (int second = 0; second < SECONDS; second++) {
      StringBuilder line = new StringBuilder().append(second - SCENARIO_AT);
      for (int[] column : columns) {
        line.append('\t').append(column[second]);
      }
      System.out.println(line);
    }
  }
}
