package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.issuer.SimulatedIssuer.Mood;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * 10,000 instances behind one issuer, in simulated time: what the issuer gets at a rotation, at the
 * end of an outage, and under a flood of junk. Prints requests per second, a column a story: {@code
 * java ... FleetSimulation}.
 */
final class FleetSimulation {

  static final int INSTANCES = 10_000;

  private static final long SECOND = 1_000_000_000;
  private static final int SECONDS = 180;
  private static final int STORY_AT = 60;

  private FleetSimulation() {}

  /** What happens after a minute. */
  enum Story {
    ROTATION,
    END_OF_OUTAGE,
    JUNK_FLOOD
  }

  /** The number of requests to the issuer in each second. */
  static int[] requests(Story story, int instances) {
    Fleet fleet = new Fleet(story, instances);
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
    private final Story story;
    private int key;

    Fleet(Story story, int number) {
      this.story = story;
      issuer.publish("key 0");
      KeyMachine machine = new KeyMachine(KeyRules.DEFAULT);
      for (int i = 0; i < number; i++) {
        SimulatedInstance instance =
            new SimulatedInstance(machine, time, issuer, random, 0, line -> {});
        instances.add(instance);
        // They were started at different times, and each is asked about once a second.
        again(instance, (long) (600 * SECOND * random.nextDouble()));
      }
    }

    private void again(SimulatedInstance instance, long pause) {
      time.after(
          pause,
          () -> {
            instance.request("key " + key, answer -> {});
            // Before the story begins, what comes every second changes nothing.
            long next = time.nanos() < start - 700 * SECOND ? 100 * SECOND : SECOND;
            again(instance, (long) (2 * next * random.nextDouble()));
          });
    }

    void run() {
      if (story == Story.END_OF_OUTAGE) {
        time.runUntil(start + (STORY_AT - 600) * SECOND);
        issuer.be(Mood.REFUSES);
      }
      time.runUntil(start + STORY_AT * SECOND);
      switch (story) {
        case ROTATION -> {
          issuer.retire("key " + key);
          key++;
          issuer.publish("key " + key);
        }
        case END_OF_OUTAGE -> issuer.be(Mood.ANSWERS);
        case JUNK_FLOOD -> instances.forEach(instance -> junk(instance, 0));
      }
      time.runUntil(start + SECONDS * SECOND);
    }

    private void junk(SimulatedInstance instance, int number) {
      time.after(
          (long) (2 * SECOND * random.nextDouble()),
          () -> {
            instance.request("junk " + number, answer -> {});
            junk(instance, number + 1);
          });
    }
  }

  public static void main(String[] arguments) {
    int instances = arguments.length == 0 ? INSTANCES : Integer.parseInt(arguments[0]);
    List<int[]> columns = new ArrayList<>();
    for (Story story : Story.values()) {
      columns.add(requests(story, instances));
    }
    for (int second = 0; second < SECONDS; second++) {
      StringBuilder line = new StringBuilder().append(second - STORY_AT);
      for (int[] column : columns) {
        line.append('\t').append(column[second]);
      }
      System.out.println(line);
    }
  }
}
