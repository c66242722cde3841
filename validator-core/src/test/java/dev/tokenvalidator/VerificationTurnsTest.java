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

  private void good(String source) {
    turns.countGood(turns.source(source), now);
  }

  private void worthless(String source, int number) {
    for (int i = 0; i < number; i++) {
      turns.countWorthless(turns.source(source), now);
    }
  }

  private void pass(Duration time) {
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
    good("proven");
    good("mixed");
    worthless("mixed", 20);
    worthless("worthless", 1);
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
    good("proven");
    good("mixed");
    worthless("mixed", 20);
    worthless("worthless", 1);
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
    worthless("a", 1);

    assertThat(nextSources(3)).containsExactly("b", "b", "a");
  }

  @Test
  void keepsASourceProvenForADay() {
    good("a");
    pass(Duration.ofHours(23));
    turns.take();
    join("new");
    join("a");
    assertThat(nextSources(2)).containsExactly("a", "new");

    pass(Duration.ofHours(2));
    join("new");
    join("a");
    assertThat(nextSources(2)).containsExactly("new", "a");
  }

  @Test
  void forgivesAWorthlessTokenAfterAMinute() {
    worthless("a", 1);
    pass(Duration.ofSeconds(61));
    turns.take();
    join("a");
    join("new");

    assertThat(nextSources(2)).containsExactly("a", "new");
  }

  @Test
  void toleratesOneBrokenClientOfAProvenSource() {
    good("a");
    for (int i = 0; i < 600; i++) {
      worthless("a", 1);
      pass(Duration.ofSeconds(1));
    }

    assertThat(turns.source("a").standing()).isEqualTo(Standing.PROVEN);
  }

  @Test
  void demotesAProvenSourceThatAttacks() {
    good("a");
    worthless("a", 15);
    assertThat(turns.source("a").standing()).isEqualTo(Standing.PROVEN);
    worthless("a", 1);
    assertThat(turns.source("a").standing()).isEqualTo(Standing.MIXED);

    worthless("a", 1_000);
    pass(Duration.ofSeconds(17));
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
      worthless("a", 1);
      pass(Duration.ofMillis(100));
    }

    assertThat(turns.drainFloodChanges()).isEmpty();
  }

  @Test
  void reportsAFloodAboveTwentyWorthlessTokensPerSecond() {
    for (int i = 0; i < 400 && !turns.isFlooded(); i++) {
      worthless("a", 1);
      pass(Duration.ofMillis(40));
    }

    assertThat(turns.isFlooded()).isTrue();
  }

  @Test
  void offsetsWorthlessTokensByGoodOnes() {
    for (int i = 0; i < 1_000; i++) {
      worthless("a", 1);
      good("b");
    }

    assertThat(turns.drainFloodChanges()).isEmpty();
  }

  @Test
  void endsAFloodWhenWorthlessTokensStop() {
    worthless("a", 100_000);
    assertThat(turns.drainFloodChanges()).containsExactly(new FloodChange(false, 0, 0, 0));
    long end = turns.floodEndsIn(now);
    assertThat(end).isBetween(SECOND, 4 * SECOND);

    pass(Duration.ofNanos(end - MILLI));
    assertThat(turns.isFlooded()).isTrue();
    pass(Duration.ofMillis(1));
    assertThat(turns.isFlooded()).isFalse();
    assertThat(turns.drainFloodChanges())
        .containsExactly(new FloodChange(true, end, 100_000 - VerificationTurns.FLOOD_AT, 0));
  }

  @Test
  void forgetsEarlierFloods() {
    worthless("a", 64);
    pass(Duration.ofSeconds(12));
    worthless("a", 1);

    assertThat(turns.isFlooded()).isFalse();
    turns.take();
    assertThat(count(join("b", 200), State.WAITING)).isEqualTo(200);
  }

  @Test
  void shortensTheWaitsOfUnprovenSourcesWhenAFloodBegins() {
    good("proven");
    good("mixed");
    worthless("mixed", 20);
    turns.take();
    Waiter proven = join("proven");
    Waiter fresh = join("new");
    Waiter mixed = join("mixed");
    Waiter worthless = join("attacker");
    long joined = now;
    pass(Duration.ofMillis(500));

    worthless("attacker", 40);

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
    pass(Duration.ofMillis(1_900));

    worthless("attacker", 40);

    assertThat(waiter.deadline - joined).isEqualTo(2 * SECOND);
  }

  @Test
  void restoresTheFullWaitWhenAFloodEnds() {
    worthless("a", 40);
    pass(Duration.ofMillis(1_900));
    turns.take();
    Waiter waiter = join("a");
    assertThat(waiter.deadline - now).isEqualTo(VerificationTurns.SHORT_WAIT);

    long joined = now;
    pass(Duration.ofMillis(200));

    assertThat(turns.isFlooded()).isFalse();
    assertThat(waiter.deadline - joined).isEqualTo(2 * SECOND);
  }

  @Test
  void admitsFewUnprovenCallersDuringAFlood() {
    good("proven");
    turns.take();
    List<Waiter> proven = join("proven", 300);
    List<Waiter> attackers = join("attacker", 300);

    worthless("attacker", 40);

    assertThat(count(proven, State.WAITING)).isEqualTo(300);
    assertThat(count(attackers, State.WAITING)).isEqualTo(VerificationTurns.FLOOD_WAITING);
    assertThat(attackers.get(0).state).as("the first of the line").isEqualTo(State.WAITING);
    assertThat(count(join("proven", 100), State.WAITING)).isEqualTo(100);
    assertThat(join("attacker").state).isEqualTo(State.REFUSED);
  }

  @Test
  void givesANewSourceAPlaceOfTheLongestLineDuringAFlood() {
    turns.take();
    worthless("attacker", 40);
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
    good("insider");
    turns.take();
    List<Waiter> insider = join("insider", 200);

    worthless("insider", 40);

    assertThat(count(insider, State.WAITING)).isEqualTo(VerificationTurns.FLOOD_WAITING);
    assertThat(insider.get(0).deadline - now).isEqualTo(VerificationTurns.SHORT_WAIT);
  }

  @Test
  void countsRefusedCallersDuringAFlood() {
    turns.take();
    worthless("a", 40);
    join("a", VerificationTurns.FLOOD_WAITING + 5);
    turns.leave(turns.source("a").line().element());
    pass(Duration.ofMinutes(1));

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
    IntStream.range(0, 1_000).forEach(i -> good("proven " + i));
    IntStream.range(0, 100_000).forEach(i -> worthless("attacker " + i, 1));

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
    IntStream.range(0, 50_000).forEach(i -> good("proven " + i));

    assertThat(turns.rememberedSources()).isEqualTo(SourceTable.MAX_WITH_GOOD_TOKEN);
  }

  @Test
  void cutsLongSourceNames() {
    String name = "x".repeat(SourceTable.MAX_NAME);
    good(name + "a");

    assertThat(turns.source(name + "b")).isSameAs(turns.source(name + "a"));
    assertThat(turns.source("y")).isNotSameAs(turns.source(name));
  }
}
