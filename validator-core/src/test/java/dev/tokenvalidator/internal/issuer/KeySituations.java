package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.issuer.SimulatedIssuer.Behavior;
import dev.tokenvalidator.internal.issuer.SimulatedService.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Measures how valid tokens are answered after a rotation without overlap, in several situations. A
 * fetch takes 50 ms, five tokens of the new key arrive each second for 40 seconds, and each
 * situation runs with 20 seeds. Prints the tables of docs/keys.md: {@code java ... KeySituations}.
 */
final class KeySituations {

  static final int SEEDS = 20;

  /** Every answer was 200. */
  static final double NEVER = -1;

  private static final long SECOND = 1_000_000_000;
  private static final long BEFORE = 90 * SECOND;
  private static final long TOKENS_FOR = 40 * SECOND;

  private KeySituations() {}

  /** What else happens around the rotation. */
  enum Situation {
    STALE_CLIENT_EVERY_10_S("one client of another tenant, every 10 s"),
    STALE_CLIENT_EVERY_2_S("one client of another tenant, every 2 s"),
    ONE_JUNK_TOKEN("one junk token"),
    FLOOD("a flood of new key ids, 100 a second, that begins around the rotation"),
    FLOOD_BEFORE("the same flood, if it began before"),
    OLD_TOKENS("old tokens go on, and the key is rotated twice"),
    FIRST_FETCH_FAILS("the first fetch after the rotation fails");

    final String description;

    Situation(String description) {
      this.description = description;
    }
  }

  /**
   * How valid tokens were answered, over all seeds.
   *
   * @param ok the share of 200
   * @param unauthorized the share of 401
   * @param unavailable the share of 503
   * @param lastWrong the seconds from a rotation to the last answer other than 200, or NEVER
   * @param fetches the largest number of fetches in any minute
   */
  record Figures(
      double ok, double unauthorized, double unavailable, double lastWrong, int fetches) {}

  /** Creates a service of an issuer, in simulated time. */
  interface ServiceFactory {
    SimulatedService create(SimulatedTime time, SimulatedIssuer issuer, Random random);
  }

  static SimulatedService presentService(
      SimulatedTime time, SimulatedIssuer issuer, Random random) {
    return new SimulatedInstance(
        new KeyMachine(KeyRules.DEFAULT), time, issuer, random, 0, line -> {});
  }

  static Figures figures(Situation situation, ServiceFactory factory) {
    return figures(factory, run -> run.begin(situation), situation == Situation.OLD_TOKENS ? 2 : 1);
  }

  /** One client of another tenant, which sends a token every so many seconds. */
  static Figures staleClient(double seconds, ServiceFactory factory) {
    return figures(factory, run -> run.staleClient(seconds), 1);
  }

  private static Figures figures(ServiceFactory factory, Consumer<Run> begin, int rotations) {
    int[] answers = new int[Answer.values().length];
    double lastWrong = NEVER;
    int fetches = 0;
    for (int seed = 1; seed <= SEEDS; seed++) {
      Run run = new Run(factory, seed);
      begin.accept(run);
      run.rotate(rotations);
      for (Answer answer : run.answers) {
        answers[List.of(Answer.values()).indexOf(answer)]++;
      }
      lastWrong = Math.max(lastWrong, run.lastWrong);
      fetches = Math.max(fetches, run.mostInAMinute());
    }
    double all = answers[0] + answers[1] + answers[2];
    return new Figures(answers[0] / all, answers[1] / all, answers[2] / all, lastWrong, fetches);
  }

  /** The run with one seed. */
  private static final class Run {
    final List<Answer> answers = new ArrayList<>();
    double lastWrong = NEVER;
    private final Random random;
    private final SimulatedTime time = new SimulatedTime();
    private final SimulatedIssuer issuer;
    private final SimulatedService service;
    private final long rotateAt;
    private boolean firstFails;
    private boolean oldTokens;
    private int keys;

    Run(ServiceFactory factory, int seed) {
      random = new Random(seed);
      issuer = new SimulatedIssuer(time, random);
      issuer.hasFixedLatency = true;
      service = factory.create(time, issuer, random);
      rotateAt = BEFORE + (long) (30 * SECOND * random.nextDouble());
      issuer.publish("key 0");
      for (long at = 0; at < rotateAt; at += SECOND) {
        time.after(at, () -> service.request("key 0", answer -> {}));
      }
    }

    void begin(Situation situation) {
      switch (situation) {
        case STALE_CLIENT_EVERY_10_S -> staleClient(10);
        case STALE_CLIENT_EVERY_2_S -> staleClient(2);
        case ONE_JUNK_TOKEN ->
            time.after(rotateAt - (long) (20 * SECOND * random.nextDouble()), () -> send("junk"));
        case FLOOD -> flood(rotateAt + (long) (40 * SECOND * (random.nextDouble() - 0.5)), 0);
        case FLOOD_BEFORE -> flood(rotateAt - (long) (20 * SECOND * random.nextDouble()), 0);
        case OLD_TOKENS -> oldTokens = true;
        case FIRST_FETCH_FAILS -> firstFails = true;
      }
    }

    void staleClient(double seconds) {
      long pause = (long) (seconds * SECOND);
      sendRepeatedly("other tenant", (long) (pause * random.nextDouble()), pause);
    }

    private void sendRepeatedly(String keyId, long at, long pause) {
      time.after(
          at,
          () -> {
            send(keyId);
            sendRepeatedly(keyId, pause, pause);
          });
    }

    private void flood(long at, int number) {
      time.after(
          at,
          () -> {
            send("flood " + number);
            flood(SECOND / 100, number + 1);
          });
    }

    private void send(String keyId) {
      service.request(keyId, answer -> {});
    }

    void rotate(int rotations) {
      time.runUntil(rotateAt);
      for (int i = 0; i < rotations; i++) {
        rotate();
        long rotated = time.nanos();
        for (int token = 0; token < 5 * TOKENS_FOR / SECOND / rotations; token++) {
          String keyId = "key " + keys;
          service.request(keyId, answer -> answered(answer, rotated));
          time.runUntil(time.nanos() + SECOND / 5);
        }
      }
      time.runUntil(time.nanos() + 10 * SECOND);
    }

    private void rotate() {
      String before = "key " + keys++;
      issuer.publish("key " + keys);
      issuer.retire(before);
      if (oldTokens) {
        sendRepeatedly(before, SECOND / 2, SECOND / 2);
      }
      if (firstFails) {
        issuer.behave(Behavior.FAILS);
        int asked = issuer.requests().size();
        healAfter(asked);
      }
    }

    private void healAfter(int asked) {
      time.after(
          SECOND / 100,
          () -> {
            if (issuer.requests().size() > asked) {
              issuer.behave(Behavior.ANSWERS);
            } else {
              healAfter(asked);
            }
          });
    }

    private void answered(Answer answer, long rotated) {
      answers.add(answer);
      if (answer != Answer.OK) {
        lastWrong = Math.max(lastWrong, (time.nanos() - rotated) / 1e9);
      }
    }

    int mostInAMinute() {
      List<Long> asked = issuer.requests();
      int most = 0;
      for (int first = 0, last = 0; last < asked.size(); last++) {
        while (asked.get(last) - asked.get(first) >= 60 * SECOND) {
          first++;
        }
        most = Math.max(most, last - first + 1);
      }
      return most;
    }
  }

  public static void main(String[] arguments) {
    System.out.println("| while | | 200 | 401 | 503 | last wrong answer | fetches a minute |");
    System.out.println("|---|---|---|---|---|---|---|");
    for (Situation situation : Situation.values()) {
      print(situation.description, "before", figures(situation, FormerService::new));
      print("", "now", figures(situation, KeySituations::presentService));
    }
    for (double seconds : new double[] {1, 5, 20, 30, 45, 60, 90}) {
      String client = "a client of another tenant, every " + (int) seconds + " s";
      print(client, "before", staleClient(seconds, FormerService::new));
      print("", "now", staleClient(seconds, KeySituations::presentService));
    }
  }

  private static void print(String description, String when, Figures figures) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %.1f %% | %.1f %% | %.1f %% | %s | %d |%n",
        description,
        when,
        100 * figures.ok(),
        100 * figures.unauthorized(),
        100 * figures.unavailable(),
        figures.lastWrong() == NEVER
            ? "none"
            : String.format(Locale.ROOT, "%.1f s", figures.lastWrong()),
        figures.fetches());
  }
}
