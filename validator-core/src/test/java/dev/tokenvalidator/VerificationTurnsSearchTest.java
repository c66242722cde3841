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

/** Checks what must hold after every step, for random orders of events. */
@Tag("search")
class VerificationTurnsSearchTest {

  private static final int SEEDS = 200;
  private static final int STEPS = 500;
  private static final long MILLI = Duration.ofMillis(1).toNanos();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void keepsItsInvariantsInEveryOrderOfEvents(int places) {
    int floods = 0;
    int endedFloods = 0;
    int called = 0;
    int spared = 0;
    int refused = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      RandomRun run = new RandomRun(places, seed);
      for (int step = 0; step < STEPS; step++) {
        run.step();
      }
      endedFloods += run.endedFloods;
      run.end();
      floods += run.floods;
      called += run.called;
      spared += run.spared;
      refused += run.refused;
    }
    // A search without these events would prove nothing about them.
    assertThat(List.of(floods, endedFloods, called, spared, refused)).allMatch(count -> count > 20);
  }

  /** A random order of events, and what its callers observe. */
  private static final class RandomRun {

    private final String description;
    private final int places;
    private final Random random;
    private final VerificationTurns turns;
    private final List<Waiter> waiting = new ArrayList<>();
    private final List<TokenSource> running = new ArrayList<>();
    private final Map<Standing, Integer> passedOver = new EnumMap<>(Standing.class);
    private final double shareOfGoodTokens;
    private final int busy;
    private final long shortPause;
    private long now;
    private long lastWorthless;
    private boolean floodReported;

    int floods;
    int endedFloods;
    int called;
    int spared;
    int refused;

    RandomRun(int places, long seed) {
      this.description = places + " places, seed " + seed;
      this.places = places;
      this.random = new Random(seed);
      this.turns = new VerificationTurns(places);
      this.now = random.nextLong();
      this.lastWorthless = now;
      this.shareOfGoodTokens = random.nextDouble();
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
        giveUp();
      }
      checkInvariants();
    }

    private @Nullable String source() {
      int index = random.nextInt(8);
      return index == 0 ? null : "source " + index;
    }

    private void arrive() {
      for (int i = random.nextInt(4); i >= 0; i--) {
        TokenSource source = turns.source(source());
        if (turns.take()) {
          check(waiting.isEmpty(), "a new caller overtakes waiting ones");
          running.add(source);
        } else {
          Waiter waiter = new Waiter(source, "token " + random.nextInt(300), now);
          if (turns.join(waiter, now)) {
            waiting.add(waiter);
          } else {
            check(waiter.state == State.REFUSED, "a caller neither waits nor is refused");
          }
        }
        checkInvariants();
      }
    }

    private void finish() {
      if (running.isEmpty()) {
        return;
      }
      int index = random.nextInt(running.size());
      TokenSource source = running.get(index);
      // The source is judged before the next caller is called, as in the queue.
      if (random.nextDouble() < shareOfGoodTokens) {
        turns.countGood(source, now);
        turns.spare("token " + random.nextInt(300));
      } else if (random.nextInt(10) > 0) {
        turns.countWorthless(source, now);
        lastWorthless = now;
      }
      checkInvariants();
      running.remove(index);
      turns.release();
    }

    private void pass(long time) {
      now += time;
      turns.advance(now);
      expire();
    }

    /** Acts like the shell: a caller leaves at its deadline. */
    private void expire() {
      for (Waiter waiter : List.copyOf(waiting)) {
        if (waiter.state == State.WAITING && waiter.deadline - now <= 0) {
          turns.leave(waiter);
        }
      }
    }

    private void giveUp() {
      if (!waiting.isEmpty()) {
        turns.leave(waiting.get(random.nextInt(waiting.size())));
      }
    }

    /** Records what was decided, and checks what must hold. */
    private void checkInvariants() {
      for (Waiter waiter : turns.drainChanged()) {
        if (waiter.state != State.WAITING && waiting.remove(waiter)) {
          settled(waiter);
        }
      }
      for (FloodChange change : turns.drainFloodChanges()) {
        check(change.ended() == floodReported, "a flood begins twice or ends twice");
        floodReported = !change.ended();
        floods += change.ended() ? 0 : 1;
        endedFloods += change.ended() ? 1 : 0;
      }
      check(turns.isFlooded() == floodReported, "the state of the flood differs from the reports");
      check(turns.running() == running.size(), "wrong number of running verifications");
      check(running.size() <= places, "too many verifications run");
      check(turns.waiting() == waiting.size(), "wrong number of waiting callers");
      check(waiting.isEmpty() || running.size() == places, "a caller waits while a place is free");
      int unproven = 0;
      for (Waiter waiter : waiting) {
        check(waiter.state == State.WAITING, "a settled caller was not reported");
        check(waiter.deadline - waiter.since <= VerificationTurns.WAIT, "a caller waits too long");
        Standing standing = waiter.source.standing();
        unproven += standing == Standing.PROVEN ? 0 : 1;
        boolean isShort = standing == Standing.MIXED || standing == Standing.WORTHLESS;
        boolean isSoon = waiter.deadline - now <= VerificationTurns.SHORT_WAIT;
        check(!floodReported || !isShort || isSoon, "a caller waits too long during a flood");
      }
      check(
          !floodReported || unproven <= VerificationTurns.FLOOD_WAITING,
          "too many callers wait during a flood");
      // The excess is 64 at most, and 20 a second leak away.
      check(!floodReported || now - lastWorthless <= 3_201 * MILLI, "a flood does not end");
    }

    private void settled(Waiter waiter) {
      switch (waiter.state) {
        case CALLED -> call(waiter);
        case SPARED -> spared++;
        case REFUSED -> refused++;
        case WAITING -> throw new AssertionError(description);
      }
    }

    /** Checks that it is the turn of its standing and, within its source, of this caller. */
    private void call(Waiter waiter) {
      called++;
      running.add(waiter.source);
      Standing standing = waiter.source.standing();
      boolean isBetterWaiting =
          waiting.stream().anyMatch(one -> one.source.standing().compareTo(standing) < 0);
      boolean isDue = passedOver.getOrDefault(standing, 0) >= VerificationTurns.PASSED_OVER;
      check(!isBetterWaiting || isDue, "a caller overtakes one of a better standing");
      for (Standing other : Standing.values()) {
        boolean waits = waiting.stream().anyMatch(one -> one.source.standing() == other);
        int times = waits && other != standing ? passedOver.getOrDefault(other, 0) + 1 : 0;
        passedOver.put(other, times);
        // Three standings may be due at once, and sources that change theirs may add to that.
        check(times <= VerificationTurns.PASSED_OVER + 4, "a standing is passed over too often");
      }
      check(
          waiting.stream()
              .noneMatch(one -> one.source == waiter.source && one.since - waiter.since < 0),
          "a caller overtakes an earlier one of its source");
    }

    /** Answers all callers, and checks that none is left. */
    void end() {
      while (!running.isEmpty() || !waiting.isEmpty()) {
        finish();
        checkInvariants();
      }
      pass(Duration.ofSeconds(10).toNanos());
      checkInvariants();
      check(turns.waiting() == 0 && turns.running() == 0, "a caller is left");
      check(!floodReported, "a flood does not end");
    }

    private void check(boolean holds, String violation) {
      if (!holds) {
        throw new AssertionError(description + ": " + violation);
      }
    }
  }
}
