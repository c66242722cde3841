package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.issuer.SimulatedIssuer.Behavior;
import dev.tokenvalidator.internal.issuer.SimulatedService.Answer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An issuer, a service, its callers and random faults, all generated from one seed.
 *
 * <p>To run more worlds: {@code java ... SimulatedWorld <first seed> <number>}. It stops at the
 * first violation, and prints the events before it.
 */
final class SimulatedWorld {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long END = 400 * SECOND;

  /**
   * Nine for new key ids, two for absent ones, one for a bad signature, one that is due, and one
   * that the application demands.
   */
  private static final int MAX_FETCHES_A_MINUTE = 14;

  private static final int MAX_LINES = 60;
  private static final List<Behavior> OUTAGES =
      List.of(Behavior.FAILS, Behavior.HANGS, Behavior.ANSWERS_LATE);

  private final Random random;
  private final SimulatedTime time = new SimulatedTime();
  private final SimulatedIssuer issuer;
  private final SimulatedInstance instance;
  private final Deque<String> lines = new ArrayDeque<>();
  private final Map<String, Long> firstSeen = new HashMap<>();
  private final List<String> retired = new ArrayList<>();
  private final List<String> early = new ArrayList<>();
  private final boolean logged;
  private String signing = "key 0";
  private int keys;
  private final boolean jumps;
  private long limitedFrom;
  private @Nullable String violation;
  private final Map<Answer, Integer> answers = new EnumMap<>(Answer.class);

  private SimulatedWorld(long seed, Function<KeyRules, KeyMachine> machines, boolean logged) {
    this.logged = logged;
    random = new Random(seed);
    issuer = new SimulatedIssuer(time, random);
    issuer.latency = (long) Math.pow(10, 7 + 2.5 * random.nextDouble());
    jumps = random.nextInt(3) == 0;
    boolean lags = random.nextInt(5) == 0;
    issuer.replicaLag = lags ? (1 + random.nextInt(20)) * SECOND : 0;
    issuer.cacheLife = !lags && random.nextInt(5) == 0 ? (1 + random.nextInt(60)) * SECOND : 0;
    KeyRules rules =
        new KeyRules(
            KeyRules.DEFAULT.timeToLive(),
            KeyRules.DEFAULT.staleLimit(),
            Duration.ofNanos(issuer.replicaLag));
    instance =
        new SimulatedInstance(
            machines.apply(rules), time, issuer, random, issuer.replicaLag, this::log);
    log("latency " + issuer.latency + ", lag " + issuer.replicaLag + ", " + issuer.cacheLife);
  }

  /** The result of a world: the violation, if any, and how many answers and fetches it had. */
  record Result(@Nullable String violation, int good, int refused, int unavailable, int fetches) {}

  static Result run(long seed, Function<KeyRules, KeyMachine> machines) {
    SimulatedWorld world = new SimulatedWorld(seed, machines, false);
    world.run();
    if (world.violation == null) {
      return world.result(null);
    }
    SimulatedWorld again = new SimulatedWorld(seed, machines, true);
    again.run();
    return again.result("seed " + seed + ": " + again.violation + again.loggedText());
  }

  private Result result(@Nullable String text) {
    return new Result(
        text,
        answers.getOrDefault(Answer.OK, 0),
        answers.getOrDefault(Answer.UNAUTHORIZED, 0),
        answers.getOrDefault(Answer.UNAVAILABLE, 0),
        instance.fetchesBegun().size());
  }

  private String loggedText() {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append("\n  ").append(line));
    return text.toString();
  }

  private void log(String line) {
    if (logged) {
      lines.add(time.nanos() / 1_000_000 + " ms: " + line);
      if (lines.size() > MAX_LINES) {
        lines.remove();
      }
    }
  }

  private void run() {
    issuer.publish(signing);
    time.after(0, () -> callers(secondsBetweenTokens()));
    every(40, this::rotate);
    every(60, this::earlyKey);
    if (random.nextInt(3) > 0) {
      every(50, this::outage);
    }
    if (random.nextBoolean()) {
      every(0.1 + 20 * random.nextDouble(), () -> request("junk " + random.nextInt(100_000)));
    }
    every(1 + 30 * random.nextDouble(), this::staleCaller);
    every(30, () -> logAndRun("a bad signature", () -> instance.step(new Event.Doubt())));
    every(120, () -> logAndRun("demand", () -> instance.step(new Event.Demand())));
    if (jumps) {
      every(100, this::jump);
    }
    if (random.nextInt(4) == 0) {
      time.after((long) (END * random.nextDouble()), () -> instance.step(new Event.Close()));
    }
    long step = SECOND / 4;
    for (long at = 0; at < END && violation == null; at += step) {
      time.runUntil(at);
      checkInvariants();
      if (violation == null) {
        violation = instance.memoryViolation();
      }
    }
  }

  private double secondsBetweenTokens() {
    return 0.1 * Math.pow(10, 2 * random.nextDouble());
  }

  /** Repeats a task at random moments, on average so many seconds apart. */
  private void every(double seconds, Runnable task) {
    long pause = (long) (-Math.log(1 - random.nextDouble()) * seconds * SECOND);
    time.after(
        pause,
        () -> {
          if (violation == null) {
            task.run();
            checkInvariants();
            every(seconds, task);
          }
        });
  }

  private void callers(double seconds) {
    every(seconds, () -> request(signing));
  }

  private void logAndRun(String what, Runnable task) {
    log(what);
    task.run();
  }

  private void request(String keyId) {
    firstSeen.putIfAbsent(keyId, time.nanos());
    instance.request(keyId, answer -> answered(keyId, answer));
  }

  private void answered(String keyId, Answer answer) {
    answers.merge(answer, 1, Integer::sum);
    log(keyId + " is answered " + answer);
    boolean isProven = !jumps && instance.isProvenAbsent(keyId, issuer.replicaLag);
    if (answer == Answer.UNAVAILABLE && isProven) {
      violation = "a 503 for the proven absent key id " + keyId;
    }
    if (answer != Answer.UNAUTHORIZED || !issuer.isPublished(keyId)) {
      return;
    }
    long publishedAt = issuer.publishedAt(keyId);
    boolean early = firstSeen.getOrDefault(keyId, 0L) < publishedAt;
    // A token that arrives before its key is published may be refused for a while.
    if (!early || time.nanos() > publishedAt + issuer.replicaLag + KeyJudge.FRESH) {
      violation = "a wrong 401 for " + keyId;
    }
  }

  private void rotate() {
    String before = signing;
    signing = "key " + ++keys;
    logAndRun("rotate to " + signing, () -> issuer.publish(signing));
    Runnable retire =
        () -> {
          log("retire " + before);
          issuer.retire(before);
          retired.add(before);
        };
    if (random.nextBoolean()) {
      retire.run();
    } else {
      time.after((long) (60 * SECOND * random.nextDouble()), retire);
    }
  }

  /** A key that signs before it is published. */
  private void earlyKey() {
    String keyId = "early " + early.size();
    early.add(keyId);
    long wait = (long) (40 * SECOND * random.nextDouble());
    for (int i = 0; i < 20; i++) {
      time.after((long) (120 * SECOND * random.nextDouble()), () -> request(keyId));
    }
    time.after(wait, () -> logAndRun("publish " + keyId, () -> issuer.publish(keyId)));
  }

  private void staleCaller() {
    if (!retired.isEmpty()) {
      request(retired.get(random.nextInt(retired.size())));
    }
  }

  private void outage() {
    Behavior behavior = OUTAGES.get(random.nextInt(OUTAGES.size()));
    log("the issuer " + behavior);
    issuer.behave(behavior);
    long length = (long) (30 * SECOND * random.nextDouble());
    suspendLimit(length);
    time.after(length, () -> logAndRun("recovery", () -> issuer.behave(Behavior.ANSWERS)));
  }

  /** The wall clock is set, or the machine wakes from a suspension. */
  private void jump() {
    long millis = (long) ((random.nextDouble() - 0.3) * 3_600_000);
    log("the wall clock jumps by " + millis + " ms");
    suspendLimit(0);
    time.jump(millis);
  }

  /** Suspends the limit of fetches until a minute after a fault, because retries may be late. */
  private void suspendLimit(long length) {
    limitedFrom = Math.max(limitedFrom, time.nanos() + length + 60 * SECOND);
  }

  private void checkInvariants() {
    if (violation == null) {
      violation = instance.violation();
    }
    List<Long> begun = instance.fetchesBegun();
    int last = begun.size() - 1;
    // The limit is for a minute without outages and jumps; retries have the limit below.
    boolean isAboveLimit =
        last >= MAX_FETCHES_A_MINUTE
            && begun.get(last - MAX_FETCHES_A_MINUTE) >= limitedFrom
            && begun.get(last) - begun.get(last - MAX_FETCHES_A_MINUTE) < 60 * SECOND;
    if (violation == null && isAboveLimit) {
      violation = "more than " + MAX_FETCHES_A_MINUTE + " fetches in a minute";
    }
    boolean isStorm = last >= 60 && begun.get(last) - begun.get(last - 60) < 50 * SECOND;
    if (violation == null && isStorm) {
      violation = "more than 60 fetches in 50 seconds";
    }
  }

  public static void main(String[] arguments) {
    long first = Long.parseLong(arguments[0]);
    long number = Long.parseLong(arguments[1]);
    long good = 0;
    long refused = 0;
    long unavailable = 0;
    for (long seed = first; seed < first + number; seed++) {
      Result result = run(seed, KeyMachine::new);
      good += result.good();
      refused += result.refused();
      unavailable += result.unavailable();
      if (result.violation() != null) {
        System.out.println(result.violation());
        return;
      }
    }
    System.out.println(
        number + " worlds: " + good + " x 200, " + refused + " x 401, " + unavailable + " x 503");
  }
}
