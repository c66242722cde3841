package dev.tokenvalidator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.TokenSource.Waiter;
import dev.tokenvalidator.TokenSource.Waiter.State;
import dev.tokenvalidator.VerificationTurns.FloodChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold after every step, whatever comes in whatever order. */
@Tag("slow")
class VerificationTurnsSearchTest {

  private static final int SEEDS = 200;
  private static final int STEPS = 500;
  private static final long MILLI = Duration.ofMillis(1).toNanos();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void keepsItsInvariantsInEveryOrderOfEvents(int places) {
    int floods = 0;
    int floodsOver = 0;
    int called = 0;
    int spared = 0;
    int refused = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      Walk walk = new Walk(places, seed);
      for (int step = 0; step < STEPS; step++) {
        walk.step();
      }
      floodsOver += walk.floodsOver;
      walk.end();
      floods += walk.floods;
      called += walk.called;
      spared += walk.spared;
      refused += walk.refused;
    }
    // A search that does not get there finds nothing there.
    assertThat(List.of(floods, floodsOver, called, spared, refused)).allMatch(count -> count > 20);
  }

  /** One order of events, and what is known of the callers from outside. */
  private static final class Walk {

    private final String at;
    private final int places;
    private final Random random;
    private final VerificationTurns turns;
    private final List<Waiter> waiting = new ArrayList<>();
    private final List<TokenSource> running = new ArrayList<>();
    private final Map<Standing, Integer> skipped = new EnumMap<>(Standing.class);
    private final double shareOfGood;
    private final int busy;
    private final long shortPause;
    private long now;
    private long lastWorthless;
    private boolean floodTold;

    int floods;
    int floodsOver;
    int called;
    int spared;
    int refused;

    Walk(int places, long seed) {
      this.at = places + " places, seed " + seed;
      this.places = places;
      this.random = new Random(seed);
      this.turns = new VerificationTurns(places);
      this.now = random.nextLong();
      this.lastWorthless = now;
      this.shareOfGood = random.nextDouble();
      this.busy = 2 + random.nextInt(7);
      this.shortPause = (10L << random.nextInt(5)) * MILLI;
    }

    void step() {
      int kind = random.nextInt(12);
      if (kind < busy) {
        arrive();
      } else if (kind < 10) {
        finish();
      } else if (kind == 10) {
        boolean isLong = random.nextInt(15) == 0;
        pass((long) (random.nextDouble() * (isLong ? 5_000 * MILLI : shortPause)));
      } else {
        oneGivesUp();
      }
      look();
    }

    private @Nullable String source() {
      int index = random.nextInt(8);
      return index == 0 ? null : "source " + index;
    }

    private void arrive() {
      for (int i = random.nextInt(4); i >= 0; i--) {
        TokenSource source = turns.source(source());
        if (turns.take()) {
          check(waiting.isEmpty(), "overtakes those who wait");
          running.add(source);
        } else {
          Waiter waiter = new Waiter(source, "token " + random.nextInt(300), now);
          if (turns.join(waiter, now)) {
            waiting.add(waiter);
          } else {
            check(waiter.state == State.REFUSED, "neither waits nor is refused");
          }
        }
        look();
      }
    }

    private void finish() {
      if (running.isEmpty()) {
        return;
      }
      int index = random.nextInt(running.size());
      TokenSource source = running.get(index);
      // Standings are judged before the next is called, as for a token that was refused.
      if (random.nextDouble() < shareOfGood) {
        turns.countGood(source, now);
        turns.spare("token " + random.nextInt(300));
      } else if (random.nextInt(10) > 0) {
        turns.countWorthless(source, now);
        lastWorthless = now;
      }
      look();
      running.remove(index);
      turns.release();
    }

    private void pass(long time) {
      now += time;
      turns.advance(now);
      expire();
    }

    /** Acts as the shell does: a caller leaves at its deadline. */
    private void expire() {
      for (Waiter waiter : List.copyOf(waiting)) {
        if (waiter.state == State.WAITING && waiter.deadline - now <= 0) {
          turns.leave(waiter);
        }
      }
    }

    private void oneGivesUp() {
      if (!waiting.isEmpty()) {
        turns.leave(waiting.get(random.nextInt(waiting.size())));
      }
    }

    /** Takes note of what was decided, and checks all that must hold. */
    private void look() {
      for (Waiter waiter : turns.drainChanged()) {
        if (waiter.state != State.WAITING && waiting.remove(waiter)) {
          settled(waiter);
        }
      }
      for (FloodChange change : turns.drainFloodChanges()) {
        check(change.ended() == floodTold, "floods begin and end in turn");
        floodTold = !change.ended();
        floods += change.ended() ? 0 : 1;
        floodsOver += change.ended() ? 1 : 0;
      }
      check(turns.isFlooded() == floodTold, "a flood that was not reported");
      check(turns.running() == running.size(), "wrong number of those who verify");
      check(running.size() <= places, "too many verify");
      check(turns.waiting() == waiting.size(), "wrong number of those who wait");
      check(waiting.isEmpty() || running.size() == places, "one waits while a place is free");
      int unproven = 0;
      for (Waiter waiter : waiting) {
        check(waiter.state == State.WAITING, "settled without being released");
        check(waiter.deadline - waiter.since <= VerificationTurns.WAIT, "waits too long");
        Standing standing = waiter.source.standing();
        unproven += standing == Standing.PROVEN ? 0 : 1;
        boolean isShort = standing == Standing.MIXED || standing == Standing.WORTHLESS;
        boolean isSoon = waiter.deadline - now <= VerificationTurns.SHORT_WAIT;
        check(!floodTold || !isShort || isSoon, "waits too long in a flood");
      }
      check(!floodTold || unproven <= VerificationTurns.FLOOD_WAITING, "too many in a flood");
      // 64 in excess, and 20 of them are forgotten in a second.
      check(!floodTold || now - lastWorthless <= 3_201 * MILLI, "a flood that does not end");
    }

    private void settled(Waiter waiter) {
      switch (waiter.state) {
        case CALLED -> call(waiter);
        case SPARED -> spared++;
        case REFUSED -> refused++;
        case WAITING -> throw new AssertionError(at);
      }
    }

    /** It was the turn of its standing, and within that of its source. */
    private void call(Waiter waiter) {
      called++;
      running.add(waiter.source);
      Standing standing = waiter.source.standing();
      boolean betterWaits =
          waiting.stream().anyMatch(one -> one.source.standing().compareTo(standing) < 0);
      boolean isDue = skipped.getOrDefault(standing, 0) >= VerificationTurns.PASSED_OVER;
      check(!betterWaits || isDue, "called before its betters");
      for (Standing other : Standing.values()) {
        boolean waits = waiting.stream().anyMatch(one -> one.source.standing() == other);
        int times = waits && other != standing ? skipped.getOrDefault(other, 0) + 1 : 0;
        skipped.put(other, times);
        // Three may be due at once, and moves between standings may add to that.
        check(times <= VerificationTurns.PASSED_OVER + 4, "starves");
      }
      check(
          waiting.stream()
              .noneMatch(one -> one.source == waiter.source && one.since - waiter.since < 0),
          "first come, first served within a source");
    }

    /** All are answered, and nothing is left over. */
    void end() {
      while (!running.isEmpty() || !waiting.isEmpty()) {
        finish();
        look();
      }
      pass(Duration.ofSeconds(10).toNanos());
      look();
      check(turns.waiting() == 0 && turns.running() == 0, "somebody is left over");
      check(!floodTold, "a flood that does not end");
    }

    private void check(boolean holds, String promise) {
      if (!holds) {
        throw new AssertionError(at + ": " + promise);
      }
    }
  }
}
