package dev.tokenvalidator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.TokenSource.Waiter;
import dev.tokenvalidator.TokenSource.Waiter.State;
import dev.tokenvalidator.VerificationTurns.FloodChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who is next, who waits how long, and when a flood begins and ends, on a manual clock. */
class VerificationTurnsTest {

  private static final long MILLI = Duration.ofMillis(1).toNanos();
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final VerificationTurns turns = new VerificationTurns(1);

  /** The clock overflows in the middle of a test. */
  private long now = Long.MAX_VALUE - SECOND;

  private long tokens;

  private Waiter join(@Nullable String source) {
    return join(source, "token " + tokens++);
  }

  private Waiter join(@Nullable String source, String token) {
    Waiter waiter = new Waiter(turns.source(source), token, now);
    turns.join(waiter, now);
    return waiter;
  }

  private List<Waiter> join(@Nullable String source, int number) {
    return Stream.generate(() -> join(source)).limit(number).toList();
  }

  private void countGood(String source) {
    turns.countGood(turns.source(source), now);
  }

  private void countWorthless(String source, int number) {
    for (int i = 0; i < number; i++) {
      turns.countWorthless(turns.source(source), now);
    }
  }

  private void advance(Duration time) {
    now += time.toNanos();
    turns.advance(now);
  }

  /** Releases the place, and returns the name of the source that gets it. */
  private String nextSource() {
    turns.drainChanged();
    turns.release();
    List<Waiter> called = turns.drainChanged();
    assertThat(called).hasSize(1);
    assertThat(called.get(0).state).isEqualTo(State.CALLED);
    return called.get(0).source.name();
  }

  private List<String> nextSources(int number) {
    return Stream.generate(this::nextSource).limit(number).toList();
  }

  private static long count(List<Waiter> waiters, State state) {
    return waiters.stream().filter(waiter -> waiter.state == state).count();
  }

  @Test
  void grantsAFreePlaceAtOnce() {
    assertThat(turns.take()).isTrue();
    assertThat(turns.take()).isFalse();
    turns.release();
    assertThat(turns.take()).isTrue();
  }

  @Test
  void callsSourcesByTheirStanding() {
    countGood("proven");
    countGood("mixed");
    countWorthless("mixed", 20);
    countWorthless("worthless", 1);
    turns.take();
    Stream.of("worthless", "mixed", "new", "proven").forEach(this::join);

    assertThat(nextSources(4)).containsExactly("proven", "new", "mixed", "worthless");
  }

  @Test
  void alternatesBetweenSourcesOfOneStanding() {
    turns.take();
    join("a", 3);
    join("b", 2);
    join("c", 1);

    assertThat(nextSources(6)).containsExactly("a", "b", "c", "a", "b", "a");
  }

  @Test
  void treatsAllCallersWithoutSourceAsOneSource() {
    turns.take();
    join(null, 2);
    join("a", 1);

    assertThat(nextSources(3)).containsExactly("", "a", "");
  }

  @Test
  void servesEveryStandingWhileBetterOnesWait() {
    countGood("proven");
    countGood("mixed");
    countWorthless("mixed", 20);
    countWorthless("worthless", 1);
    turns.take();
    join("proven", 1000);
    join("new", 20);
    join("mixed", 20);
    join("worthless", 20);

    List<String> called = nextSources(110);

    for (String source : List.of("new", "mixed", "worthless")) {
      assertThat(called.stream().filter(source::equals).count()).as(source).isBetween(10L, 12L);
    }
  }

  @Test
  void movesALineWhenTheStandingOfItsSourceChanges() {
    turns.take();
    join("a", 2);
    join("b", 2);

    assertThat(nextSource()).isEqualTo("a");
    countWorthless("a", 1);

    assertThat(nextSources(3)).containsExactly("b", "b", "a");
  }

  @Test
  void keepsASourceProvenForADay() {
    countGood("a");
    advance(Duration.ofHours(23));
    turns.take();
    join("new");
    join("a");
    assertThat(nextSources(2)).containsExactly("a", "new");

    advance(Duration.ofHours(2));
    join("new");
    join("a");
    assertThat(nextSources(2)).containsExactly("new", "a");
  }

  @Test
  void forgivesAWorthlessTokenAfterAMinute() {
    countWorthless("a", 1);
    advance(Duration.ofSeconds(61));
    turns.take();
    join("a");
    join("new");

    assertThat(nextSources(2)).containsExactly("a", "new");
  }

  @Test
  void toleratesOneBrokenClientOfAProvenSource() {
    countGood("a");
    for (int i = 0; i < 600; i++) {
      countWorthless("a", 1);
      advance(Duration.ofSeconds(1));
    }

    assertThat(turns.source("a").standing()).isEqualTo(Standing.PROVEN);
  }

  @Test
  void demotesAProvenSourceThatAttacks() {
    countGood("a");
    countWorthless("a", 15);
    assertThat(turns.source("a").standing()).isEqualTo(Standing.PROVEN);
    countWorthless("a", 1);
    assertThat(turns.source("a").standing()).isEqualTo(Standing.MIXED);

    countWorthless("a", 1_000);
    advance(Duration.ofSeconds(17));
    join("a");
    assertThat(turns.source("a").standing()).isEqualTo(Standing.PROVEN);
  }

  @Test
  void releasesWaitersOfAVerifiedToken() {
    turns.take();
    List<Waiter> same = List.of(join("a", "same"), join("b", "same"), join("a", "same"));
    Waiter other = join("a", "other");

    turns.spare("same");

    assertThat(same).allMatch(waiter -> waiter.state == State.SPARED);
    assertThat(turns.drainChanged()).containsExactlyInAnyOrderElementsOf(same);
    assertThat(turns.waiting()).isEqualTo(1);
    turns.release();
    assertThat(other.state).isEqualTo(State.CALLED);
    assertThat(turns.running()).isEqualTo(1);
  }

  @Test
  void limitsTheWaitToTwoSeconds() {
    turns.take();

    assertThat(join("a").deadline - now).isEqualTo(2 * SECOND);
  }

  @Test
  void limitsTheNumberOfWaiters() {
    turns.take();
    List<Waiter> line = join("a", VerificationTurns.MAX_WAITING_OF_SOURCE + 1);
    assertThat(count(line, State.REFUSED)).isEqualTo(1);

    join("b", VerificationTurns.MAX_WAITING - VerificationTurns.MAX_WAITING_OF_SOURCE);
    assertThat(join("c").state).isEqualTo(State.REFUSED);
    assertThat(turns.waiting()).isEqualTo(VerificationTurns.MAX_WAITING);
  }

  @Test
  void reportsNoFloodForABrokenClient() {
    for (int i = 0; i < 36_000; i++) {
      countWorthless("a", 1);
      advance(Duration.ofMillis(100));
    }

    assertThat(turns.drainFloodChanges()).isEmpty();
  }

  @Test
  void reportsAFloodAboveTwentyWorthlessTokensPerSecond() {
    for (int i = 0; i < 400 && !turns.isFlooded(); i++) {
      countWorthless("a", 1);
      advance(Duration.ofMillis(40));
    }

    assertThat(turns.isFlooded()).isTrue();
  }

  @Test
  void offsetsWorthlessTokensByGoodOnes() {
    for (int i = 0; i < 1_000; i++) {
      countWorthless("a", 1);
      countGood("b");
    }

    assertThat(turns.drainFloodChanges()).isEmpty();
  }

  @Test
  void endsAFloodWhenWorthlessTokensStop() {
    countWorthless("a", 100_000);
    assertThat(turns.drainFloodChanges()).containsExactly(new FloodChange(false, 0, 0, 0));
    long end = turns.floodEndsIn(now);
    assertThat(end).isBetween(SECOND, 4 * SECOND);

    advance(Duration.ofNanos(end - MILLI));
    assertThat(turns.isFlooded()).isTrue();
    advance(Duration.ofMillis(1));
    assertThat(turns.isFlooded()).isFalse();
    assertThat(turns.drainFloodChanges())
        .containsExactly(new FloodChange(true, end, 100_000 - VerificationTurns.FLOOD_AT, 0));
  }

  @Test
  void forgetsEarlierFloods() {
    countWorthless("a", 64);
    advance(Duration.ofSeconds(12));
    countWorthless("a", 1);

    assertThat(turns.isFlooded()).isFalse();
    turns.take();
    assertThat(count(join("b", 200), State.WAITING)).isEqualTo(200);
  }

  @Test
  void shortensTheWaitsOfUnprovenSourcesWhenAFloodBegins() {
    countGood("proven");
    countGood("mixed");
    countWorthless("mixed", 20);
    turns.take();
    Waiter proven = join("proven");
    Waiter fresh = join("new");
    Waiter mixed = join("mixed");
    Waiter worthless = join("attacker");
    long joined = now;
    advance(Duration.ofMillis(500));

    countWorthless("attacker", 40);

    assertThat(turns.isFlooded()).isTrue();
    assertThat(proven.deadline - joined).isEqualTo(2 * SECOND);
    assertThat(fresh.deadline - joined).isEqualTo(2 * SECOND);
    assertThat(mixed.deadline - now).isEqualTo(VerificationTurns.SHORT_WAIT);
    assertThat(worthless.deadline - now).isEqualTo(VerificationTurns.SHORT_WAIT);
    assertThat(turns.drainChanged()).contains(mixed, worthless).doesNotContain(proven, fresh);
  }

  @Test
  void extendsNoWaitBeyondTwoSecondsWhenAFloodBegins() {
    turns.take();
    Waiter waiter = join("attacker");
    long joined = now;
    advance(Duration.ofMillis(1_900));

    countWorthless("attacker", 40);

    assertThat(waiter.deadline - joined).isEqualTo(2 * SECOND);
  }

  @Test
  void restoresTheFullWaitWhenAFloodEnds() {
    countWorthless("a", 40);
    advance(Duration.ofMillis(1_900));
    turns.take();
    Waiter waiter = join("a");
    assertThat(waiter.deadline - now).isEqualTo(VerificationTurns.SHORT_WAIT);

    long joined = now;
    advance(Duration.ofMillis(200));

    assertThat(turns.isFlooded()).isFalse();
    assertThat(waiter.deadline - joined).isEqualTo(2 * SECOND);
  }

  @Test
  void admitsFewUnprovenCallersDuringAFlood() {
    countGood("proven");
    turns.take();
    List<Waiter> proven = join("proven", 300);
    List<Waiter> attackers = join("attacker", 300);

    countWorthless("attacker", 40);

    assertThat(count(proven, State.WAITING)).isEqualTo(300);
    assertThat(count(attackers, State.WAITING)).isEqualTo(VerificationTurns.FLOOD_WAITING);
    assertThat(attackers.get(0).state).as("the first of the line").isEqualTo(State.WAITING);
    assertThat(count(join("proven", 100), State.WAITING)).isEqualTo(100);
    assertThat(join("attacker").state).isEqualTo(State.REFUSED);
  }

  @Test
  void givesANewSourceAPlaceOfTheLongestLineDuringAFlood() {
    turns.take();
    countWorthless("attacker", 40);
    List<Waiter> attackers = join("attacker", VerificationTurns.FLOOD_WAITING);
    List<Waiter> fresh = join("new", VerificationTurns.FLOOD_WAITING);

    assertThat(count(attackers, State.REFUSED)).isEqualTo(VerificationTurns.FLOOD_WAITING);
    assertThat(count(fresh, State.WAITING)).isEqualTo(VerificationTurns.FLOOD_WAITING);

    List<Waiter> other = join("other", VerificationTurns.FLOOD_WAITING);
    assertThat(count(fresh, State.WAITING)).isEqualTo(VerificationTurns.FLOOD_WAITING / 2);
    assertThat(count(other, State.WAITING)).isEqualTo(VerificationTurns.FLOOD_WAITING / 2);
    assertThat(join("attacker").state).isEqualTo(State.REFUSED);
  }

  @Test
  void limitsTheLineOfAProvenSourceThatAttacks() {
    countGood("insider");
    turns.take();
    List<Waiter> insider = join("insider", 200);

    countWorthless("insider", 40);

    assertThat(count(insider, State.WAITING)).isEqualTo(VerificationTurns.FLOOD_WAITING);
    assertThat(insider.get(0).deadline - now).isEqualTo(VerificationTurns.SHORT_WAIT);
  }

  @Test
  void countsRefusedCallersDuringAFlood() {
    turns.take();
    countWorthless("a", 40);
    join("a", VerificationTurns.FLOOD_WAITING + 5);
    turns.leave(turns.source("a").line().element());
    advance(Duration.ofMinutes(1));

    assertThat(turns.drainFloodChanges())
        .last()
        .satisfies(
            change -> {
              assertThat(change.turnedAway()).isEqualTo(6);
              assertThat(change.worthless()).isEqualTo(8);
            });
  }

  @Test
  void remembersProvenSourcesDuringAFloodOfNewOnes() {
    IntStream.range(0, 1_000).forEach(i -> countGood("proven " + i));
    IntStream.range(0, 100_000).forEach(i -> countWorthless("attacker " + i, 1));

    assertThat(turns.rememberedSources()).isEqualTo(1_000 + SourceTable.MAX_OTHERS);
    turns.take();
    List<Waiter> all = new ArrayList<>();
    IntStream.range(0, 1_000).forEach(i -> all.add(join("proven " + i)));
    assertThat(all)
        .allMatch(waiter -> waiter.source.standing() == Standing.PROVEN)
        .allMatch(waiter -> waiter.state == State.WAITING);
  }

  @Test
  void limitsTheNumberOfProvenSources() {
    IntStream.range(0, 50_000).forEach(i -> countGood("proven " + i));

    assertThat(turns.rememberedSources()).isEqualTo(SourceTable.MAX_WITH_GOOD_TOKEN);
  }

  @Test
  void cutsLongSourceNames() {
    String name = "x".repeat(SourceTable.MAX_NAME);
    countGood(name + "a");

    assertThat(turns.source(name + "b")).isSameAs(turns.source(name + "a"));
    assertThat(turns.source("y")).isNotSameAs(turns.source(name));
  }
}
