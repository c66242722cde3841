package dev.tokenvalidator;

import dev.tokenvalidator.TokenSource.Waiter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Decides who verifies a signature, who waits, and who is refused. A pure function of its calls: it
 * has no thread, clock, lock or randomness, and takes times as nanoseconds since any moment. {@link
 * VerificationQueue} is the shell around it.
 *
 * <p><b>Turns.</b> While all places are taken, callers wait in the line of their source. A free
 * place goes to the best {@link Standing} with a waiting caller, and within it to one source after
 * the other. A standing that was passed over {@value #PASSED_OVER} times is next, so that no caller
 * starves.
 *
 * <p><b>Flood.</b> It begins when worthless tokens outnumber good ones by {@value #FLOOD_AT} at
 * once, or by more than {@value #FLOOD_LEAK} a second for long enough, and ends when the excess has
 * leaked away. Outside a flood every caller may wait for two seconds. In a flood proven sources
 * still may; all others share {@value #FLOOD_WAITING} waiting places, where a newcomer with a
 * better standing or a shorter line takes the place at the end of the longest line.
 *
 * <p>Not safe for use by several threads.
 */
final class VerificationTurns {

  static final long WAIT = Duration.ofSeconds(2).toNanos();

  /** For sources that brought worthless tokens, in a flood. */
  static final long SHORT_WAIT = Duration.ofMillis(500).toNanos();

  static final int MAX_WAITING = 32_000;
  static final int MAX_WAITING_OF_SOURCE = 16_000;

  /** A waiting thread is missing elsewhere, and most containers have 200. */
  static final int FLOOD_WAITING = 64;

  static final int FLOOD_AT = 32;
  static final int FLOOD_LEAK = 20;
  static final int PASSED_OVER = 8;

  private static final Standing[] STANDINGS = Standing.values();

  private final int places;
  private final SourceTable sources = new SourceTable();
  private final LeakyBucket excess = new LeakyBucket(FLOOD_LEAK, 2 * FLOOD_AT);

  /** The sources with waiting callers, by standing, in the order of their next turns. */
  private final Map<Standing, ArrayDeque<TokenSource>> rings = new EnumMap<>(Standing.class);

  /** How often a standing waited while another one got the turn. */
  private final Map<Standing, Integer> passedOver = new EnumMap<>(Standing.class);

  private final Map<String, ArrayDeque<Waiter>> waitersByToken = new HashMap<>();
  private final List<Waiter> changed = new ArrayList<>();
  private final List<FloodChange> floodChanges = new ArrayList<>();

  private int running;
  private int waiting;

  /** The waiting callers whose source is not proven. */
  private int waitingUnproven;

  private boolean flooded;
  private long floodSince;
  private long floodWorthless;
  private long floodTurnedAway;

  /** A flood began or ended, with what happened in between. */
  record FloodChange(boolean ended, long nanos, long worthless, long turnedAway) {}

  /**
   * @param places how many may verify at once
   */
  VerificationTurns(int places) {
    this.places = places;
    for (Standing standing : STANDINGS) {
      rings.put(standing, new ArrayDeque<>());
    }
  }

  TokenSource source(@Nullable String name) {
    return sources.find(name);
  }

  /** Takes a place if one is free, to be given back by {@link #release}. */
  boolean take() {
    // No caller waits while a place is free.
    if (running == places) {
      return false;
    }
    running++;
    return true;
  }

  /** Gives the place to the next caller. */
  void release() {
    running--;
    while (running < places && waiting > 0) {
      running++;
      settle(next(), Waiter.State.CALLED);
    }
  }

  /**
   * Joins the line of a source.
   *
   * @return whether there is room; if not, the caller is refused
   */
  boolean join(Waiter waiter, long now) {
    advance(now);
    TokenSource source = waiter.source;
    judge(source, now);
    if (!hasRoom(source)) {
      waiter.state = Waiter.State.REFUSED;
      countTurnedAway();
      return false;
    }
    waiter.deadline = latest(waiter, now);
    if (source.line().isEmpty()) {
      ringOf(source).add(source);
    }
    source.line().add(waiter);
    waitersByToken.computeIfAbsent(waiter.token, token -> new ArrayDeque<>(1)).add(waiter);
    count(source, 1);
    return true;
  }

  /** Refuses a waiting caller: its time is up, or it gives up. */
  void leave(Waiter waiter) {
    remove(waiter);
    settle(waiter, Waiter.State.REFUSED);
  }

  /** A token was verified and is valid. */
  void countGood(TokenSource source, long now) {
    excess.pour(-1, now);
    advance(now);
    if (source.broughtGood(now)) {
      sources.keep(source);
    }
    judge(source, now);
  }

  /** Spares the callers that wait with a token that is remembered now. */
  void spare(String token) {
    ArrayDeque<Waiter> same = waitersByToken.get(token);
    if (same != null) {
      for (Waiter waiter : List.copyOf(same)) {
        remove(waiter);
        settle(waiter, Waiter.State.SPARED);
      }
    }
  }

  /** A token was worthless: its signature did not verify, or its claims were refused. */
  void countWorthless(TokenSource source, long now) {
    advance(now);
    excess.pour(1, now);
    source.broughtWorthless(now);
    judge(source, now);
    if (flooded) {
      floodWorthless++;
    } else if (excess.level(now) >= FLOOD_AT) {
      beginFlood(now);
    }
  }

  /** Ends a flood that is over. */
  void advance(long now) {
    if (flooded && excess.level(now) == 0) {
      flooded = false;
      floodChanges.add(new FloodChange(true, now - floodSince, floodWorthless, floodTurnedAway));
      everyWaiter().forEach(waiter -> waiter.deadline = waiter.since + WAIT);
    }
  }

  boolean isFlooded() {
    return flooded;
  }

  /** In how many nanoseconds the flood ends if no worthless token follows. */
  long floodEndsIn(long now) {
    return excess.emptyIn(now);
  }

  /** The callers whose state changed since the last call. */
  List<Waiter> drainChanged() {
    return drain(changed);
  }

  /** The floods that began or ended since the last call, in order. */
  List<FloodChange> drainFloodChanges() {
    return drain(floodChanges);
  }

  int running() {
    return running;
  }

  int waiting() {
    return waiting;
  }

  int rememberedSources() {
    return sources.size();
  }

  private static <T> List<T> drain(List<T> list) {
    if (list.isEmpty()) {
      return List.of();
    }
    List<T> drained = List.copyOf(list);
    list.clear();
    return drained;
  }

  private Waiter next() {
    Standing chosen = chooseStanding();
    for (Standing standing : STANDINGS) {
      boolean isPassedOver = standing != chosen && !ring(standing).isEmpty();
      passedOver.put(standing, isPassedOver ? passedOver.getOrDefault(standing, 0) + 1 : 0);
    }
    TokenSource source = ring(chosen).remove();
    Waiter waiter = source.line().remove();
    if (source.line().isEmpty()) {
      source.forgetLine();
    } else {
      ring(chosen).add(source);
    }
    count(source, -1);
    forgetToken(waiter);
    return waiter;
  }

  /** The best standing with a waiting caller, or the worst that was passed over too often. */
  private Standing chooseStanding() {
    Standing chosen = null;
    for (Standing standing : STANDINGS) {
      boolean isDue = passedOver.getOrDefault(standing, 0) >= PASSED_OVER;
      if (!ring(standing).isEmpty() && (chosen == null || isDue)) {
        chosen = standing;
      }
    }
    if (chosen == null) {
      throw new IllegalStateException("nobody waits");
    }
    return chosen;
  }

  private void remove(Waiter waiter) {
    TokenSource source = waiter.source;
    if (source.line().peekLast() == waiter) {
      source.line().removeLast();
    } else {
      source.line().removeFirstOccurrence(waiter);
    }
    if (source.line().isEmpty()) {
      source.forgetLine();
      ringOf(source).remove(source);
    }
    count(source, -1);
    forgetToken(waiter);
  }

  private void forgetToken(Waiter waiter) {
    ArrayDeque<Waiter> same = waitersByToken.get(waiter.token);
    if (same != null && same.remove(waiter) && same.isEmpty()) {
      waitersByToken.remove(waiter.token);
    }
  }

  private void settle(Waiter waiter, Waiter.State state) {
    waiter.state = state;
    changed.add(waiter);
    if (state == Waiter.State.REFUSED) {
      countTurnedAway();
    }
  }

  private void countTurnedAway() {
    if (flooded) {
      floodTurnedAway++;
    }
  }

  private void count(TokenSource source, int one) {
    waiting += one;
    if (source.standing() != Standing.PROVEN) {
      waitingUnproven += one;
    }
  }

  private boolean hasRoom(TokenSource source) {
    if (flooded && source.standing() != Standing.PROVEN) {
      return waitingUnproven < FLOOD_WAITING || makeRoom(source);
    }
    return waiting < MAX_WAITING && source.line().size() < MAX_WAITING_OF_SOURCE;
  }

  /** Refuses the last caller of the longest line among the sources of the worst standing. */
  private boolean makeRoom(TokenSource newcomer) {
    TokenSource longest =
        Collections.max(
            ring(worstWaiting()), Comparator.comparingInt(source -> source.line().size()));
    boolean gives =
        longest.standing().compareTo(newcomer.standing()) > 0
            || (longest.standing() == newcomer.standing()
                && longest.line().size() > newcomer.line().size() + 1);
    if (gives) {
      leave(longest.line().getLast());
    }
    return gives;
  }

  private Standing worstWaiting() {
    for (int i = STANDINGS.length - 1; i > 0; i--) {
      if (!ring(STANDINGS[i]).isEmpty()) {
        return STANDINGS[i];
      }
    }
    return Standing.PROVEN;
  }

  private void beginFlood(long now) {
    flooded = true;
    floodSince = now;
    floodWorthless = 0;
    floodTurnedAway = 0;
    floodChanges.add(new FloodChange(false, 0, 0, 0));
    for (Standing standing : STANDINGS) {
      List.copyOf(ring(standing)).forEach(source -> judge(source, now));
    }
    for (Waiter waiter : everyWaiter()) {
      setDeadline(waiter, now);
    }
    trim();
  }

  /** Judges a source again; its waiting callers move with it. */
  private void judge(TokenSource source, long now) {
    Standing before = source.standing();
    ArrayDeque<TokenSource> ring = ringOf(source);
    source.judge(now);
    if (source.standing() == before || source.line().isEmpty()) {
      return;
    }
    ring.remove(source);
    ringOf(source).add(source);
    int moved = source.line().size();
    waitingUnproven += source.standing() == Standing.PROVEN ? -moved : 0;
    waitingUnproven += before == Standing.PROVEN ? moved : 0;
    source.line().forEach(waiter -> setDeadline(waiter, now));
    if (flooded) {
      trim();
    }
  }

  private void setDeadline(Waiter waiter, long now) {
    long deadline = latest(waiter, now);
    if (deadline - waiter.deadline < 0) {
      changed.add(waiter);
    }
    waiter.deadline = deadline;
  }

  private long latest(Waiter waiter, long now) {
    Standing standing = waiter.source.standing();
    boolean isShort = flooded && (standing == Standing.MIXED || standing == Standing.WORTHLESS);
    long latest = waiter.since + WAIT;
    long soon = now + SHORT_WAIT;
    // Compared by their difference: the ticker may overflow between them.
    return isShort && soon - latest < 0 ? soon : latest;
  }

  /** Refuses the callers that a flood leaves no room for: the last of the longest lines. */
  private void trim() {
    for (int i = STANDINGS.length - 1; i > 0 && waitingUnproven > FLOOD_WAITING; i--) {
      PriorityQueue<TokenSource> longestFirst =
          new PriorityQueue<>(
              Comparator.comparingInt((TokenSource source) -> -source.line().size()));
      longestFirst.addAll(ring(STANDINGS[i]));
      while (waitingUnproven > FLOOD_WAITING && !longestFirst.isEmpty()) {
        TokenSource source = longestFirst.remove();
        leave(source.line().getLast());
        if (!source.line().isEmpty()) {
          longestFirst.add(source);
        }
      }
    }
  }

  private List<Waiter> everyWaiter() {
    List<Waiter> all = new ArrayList<>(waiting);
    for (Standing standing : STANDINGS) {
      ring(standing).forEach(source -> all.addAll(source.line()));
    }
    return all;
  }

  private ArrayDeque<TokenSource> ringOf(TokenSource source) {
    return ring(source.standing());
  }

  private ArrayDeque<TokenSource> ring(Standing standing) {
    ArrayDeque<TokenSource> ring = rings.get(standing);
    if (ring == null) {
      throw new IllegalStateException("no ring of " + standing);
    }
    return ring;
  }
}
