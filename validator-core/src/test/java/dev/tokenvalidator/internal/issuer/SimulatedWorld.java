package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.issuer.SimulatedIssuer.Mood;
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
 * An issuer, a service, its callers and what may go wrong, all from one seed.
 *
 * <p>To try more worlds, or one seed again with its story: {@code java ... SimulatedWorld <first
 * seed> <number>}.
 */
final class SimulatedWorld {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long END = 400 * SECOND;

  /**
   * Nine for new key ids, two for absent ones, one for a bad signature, one that is due, and one
   * that the application demands.
   */
  private static final int MAX_FETCHES_A_MINUTE = 14;

  private static final int STORY = 60;
  private static final List<Mood> OUTAGES =
      List.of(Mood.REFUSES, Mood.IS_SILENT, Mood.ANSWERS_LATE);

  private final Random random;
  private final SimulatedTime time = new SimulatedTime();
  private final SimulatedIssuer issuer;
  private final SimulatedInstance instance;
  private final Deque<String> story = new ArrayDeque<>();
  private final Map<String, Long> firstSeen = new HashMap<>();
  private final List<String> retired = new ArrayList<>();
  private final List<String> early = new ArrayList<>();
  private final boolean told;
  private String signing = "key 0";
  private int keys;
  private final boolean jumps;
  private long calmFrom;
  private @Nullable String broken;
  private final Map<Answer, Integer> answers = new EnumMap<>(Answer.class);

  private SimulatedWorld(long seed, Function<KeyRules, KeyMachine> machines, boolean told) {
    this.told = told;
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
            machines.apply(rules), time, issuer, random, issuer.replicaLag, this::tell);
    tell("latency " + issuer.latency + ", lag " + issuer.replicaLag + ", " + issuer.cacheLife);
  }

  /** What a world has come to: what is broken in it, if anything is, and its answers. */
  record Result(@Nullable String broken, int good, int refused, int unavailable, int fetches) {}

  static Result run(long seed, Function<KeyRules, KeyMachine> machines) {
    SimulatedWorld world = new SimulatedWorld(seed, machines, false);
    world.run();
    if (world.broken == null) {
      return world.result(null);
    }
    SimulatedWorld again = new SimulatedWorld(seed, machines, true);
    again.run();
    return again.result("seed " + seed + ": " + again.broken + again.storyText());
  }

  private Result result(@Nullable String why) {
    return new Result(
        why,
        answers.getOrDefault(Answer.OK, 0),
        answers.getOrDefault(Answer.UNAUTHORIZED, 0),
        answers.getOrDefault(Answer.UNAVAILABLE, 0),
        instance.fetchesBegun().size());
  }

  private String storyText() {
    StringBuilder text = new StringBuilder();
    story.forEach(line -> text.append("\n  ").append(line));
    return text.toString();
  }

  private void tell(String line) {
    if (told) {
      story.add(time.nanos() / 1_000_000 + " ms: " + line);
      if (story.size() > STORY) {
        story.remove();
      }
    }
  }

  private void run() {
    issuer.publish(signing);
    time.after(0, () -> callers(signingRate()));
    every(40, this::rotate);
    every(60, this::earlyKey);
    if (random.nextInt(3) > 0) {
      every(50, this::outage);
    }
    if (random.nextBoolean()) {
      every(0.1 + 20 * random.nextDouble(), () -> request("junk " + random.nextInt(100_000)));
    }
    every(1 + 30 * random.nextDouble(), this::staleCaller);
    every(30, () -> doing("a bad signature", () -> instance.step(new Event.Doubt())));
    every(120, () -> doing("demand", () -> instance.step(new Event.Demand())));
    if (jumps) {
      every(100, this::jump);
    }
    if (random.nextInt(4) == 0) {
      time.after((long) (END * random.nextDouble()), () -> instance.step(new Event.Close()));
    }
    long step = SECOND / 4;
    for (long at = 0; at < END && broken == null; at += step) {
      time.runUntil(at);
      look();
      if (broken == null) {
        broken = instance.brokenMemory();
      }
    }
  }

  private double signingRate() {
    return 0.1 * Math.pow(10, 2 * random.nextDouble());
  }

  /** Again and again, at random moments so many seconds apart on average. */
  private void every(double seconds, Runnable task) {
    long pause = (long) (-Math.log(1 - random.nextDouble()) * seconds * SECOND);
    time.after(
        pause,
        () -> {
          if (broken == null) {
            task.run();
            look();
            every(seconds, task);
          }
        });
  }

  private void callers(double seconds) {
    every(seconds, () -> request(signing));
  }

  private void doing(String what, Runnable task) {
    tell(what);
    task.run();
  }

  private void request(String keyId) {
    firstSeen.putIfAbsent(keyId, time.nanos());
    instance.request(keyId, answer -> answered(keyId, answer));
  }

  private void answered(String keyId, Answer answer) {
    answers.merge(answer, 1, Integer::sum);
    tell(keyId + " is answered " + answer);
    boolean shown = !jumps && instance.hasShownAbsent(keyId, issuer.replicaLag);
    if (answer == Answer.UNAVAILABLE && shown) {
      broken = "a 503 although it is proven that there is no " + keyId;
    }
    if (answer != Answer.UNAUTHORIZED || !issuer.isPublished(keyId)) {
      return;
    }
    long publishedAt = issuer.publishedAt(keyId);
    boolean early = firstSeen.getOrDefault(keyId, 0L) < publishedAt;
    // Who comes too early may be refused for a while.
    if (!early || time.nanos() > publishedAt + issuer.replicaLag + KeyJudge.FRESH) {
      broken = "a wrong 401 for " + keyId;
    }
  }

  private void rotate() {
    String before = signing;
    signing = "key " + ++keys;
    doing("rotate to " + signing, () -> issuer.publish(signing));
    Runnable retire =
        () -> {
          tell("retire " + before);
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
    time.after(wait, () -> doing("publish " + keyId, () -> issuer.publish(keyId)));
  }

  private void staleCaller() {
    if (!retired.isEmpty()) {
      request(retired.get(random.nextInt(retired.size())));
    }
  }

  private void outage() {
    Mood mood = OUTAGES.get(random.nextInt(OUTAGES.size()));
    tell("the issuer " + mood);
    issuer.be(mood);
    long length = (long) (30 * SECOND * random.nextDouble());
    disturb(length);
    time.after(length, () -> doing("the issuer is well", () -> issuer.be(Mood.ANSWERS)));
  }

  /** Somebody sets the wall clock, or the machine was suspended. */
  private void jump() {
    long millis = (long) ((random.nextDouble() - 0.3) * 3_600_000);
    tell("the wall clock jumps by " + millis + " ms");
    disturb(0);
    time.jump(millis);
  }

  /** Attempts that a back-off has put off may come for a minute. */
  private void disturb(long length) {
    calmFrom = Math.max(calmFrom, time.nanos() + length + 60 * SECOND);
  }

  private void look() {
    if (broken == null) {
      broken = instance.broken();
    }
    List<Long> begun = instance.fetchesBegun();
    int last = begun.size() - 1;
    // In a minute without outages and jumps; the retries of an outage have their own bound.
    boolean isMany =
        last >= MAX_FETCHES_A_MINUTE
            && begun.get(last - MAX_FETCHES_A_MINUTE) >= calmFrom
            && begun.get(last) - begun.get(last - MAX_FETCHES_A_MINUTE) < 60 * SECOND;
    if (broken == null && isMany) {
      broken = "more than " + MAX_FETCHES_A_MINUTE + " fetches in a minute";
    }
    boolean isStorm = last >= 60 && begun.get(last) - begun.get(last - 60) < 50 * SECOND;
    if (broken == null && isStorm) {
      broken = "a storm of fetches";
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
      if (result.broken() != null) {
        System.out.println(result.broken());
        return;
      }
    }
    System.out.println(
        number + " worlds: " + good + " x 200, " + refused + " x 401, " + unavailable + " x 503");
  }
}
