package dev.tokenvalidator;

import java.time.Duration;
import java.util.ArrayDeque;

/**
 * Where tokens come from, what they have been like, and who of that source waits for a turn. Part
 * of {@link VerificationTurns}, with no clock and no lock of its own.
 */
final class TokenSource {

  /** Machines renew their tokens by the hour, and some by the day. */
  private static final long GOOD_LASTS = Duration.ofDays(1).toNanos();

  private static final long WORTHLESS_LASTS = Duration.ofMinutes(1).toNanos();

  /** A client that retries a bad token once a second costs its source nothing. */
  private static final double EXCUSED_PER_SECOND = 1;

  /** So many worthless tokens beyond that, and beyond the good ones, outweigh a good one. */
  private static final double OUTWEIGHING = 16;

  private final String name;

  /** The worthless tokens, less the good ones. */
  private final LeakyBucket worthless = new LeakyBucket(EXCUSED_PER_SECOND, 2 * OUTWEIGHING);

  private boolean everGood;
  private long lastGood;
  private boolean everWorthless;
  private long lastWorthless;
  private Standing standing = Standing.NEW;

  /** In the order they came. */
  private ArrayDeque<Waiter> line = new ArrayDeque<>(0);

  TokenSource(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /** As it was last judged: those who wait are not moved while nothing happens to them. */
  Standing standing() {
    return standing;
  }

  /** Returns whether it is the first good one. */
  boolean broughtGood(long now) {
    boolean first = !everGood;
    everGood = true;
    lastGood = now;
    worthless.pour(-1, now);
    return first;
  }

  /** Those who wait, in the order they came. */
  ArrayDeque<Waiter> line() {
    return line;
  }

  /** Gives back the memory of a line that is empty: it may have been long once. */
  void forgetLine() {
    line = new ArrayDeque<>(0);
  }

  void broughtWorthless(long now) {
    everWorthless = true;
    lastWorthless = now;
    worthless.pour(1, now);
  }

  /** Judges it anew, as of now. */
  void judge(long now) {
    if (everGood && now - lastGood < GOOD_LASTS) {
      standing = worthless.level(now) < OUTWEIGHING ? Standing.PROVEN : Standing.MIXED;
    } else if (everWorthless && now - lastWorthless < WORTHLESS_LASTS) {
      standing = Standing.WORTHLESS;
    } else {
      standing = Standing.NEW;
    }
  }

  /**
   * One caller who waits for a turn. Changed by {@link VerificationTurns} alone, and guarded by
   * whatever guards that.
   */
  static class Waiter {

    /** What has become of it. */
    enum State {
      WAITING,
      /** It has a place, and gives it back when it is done. */
      CALLED,
      /** Somebody else has shown that its token is good: it needs no place. */
      SPARED,
      /** There is no room for it, or its time is up. */
      REFUSED
    }

    final TokenSource source;

    /** Never to be shown. */
    final String token;

    final long since;
    State state = State.WAITING;

    /** When it is refused; moves when a flood begins or ends. */
    long deadline;

    Waiter(TokenSource source, String token, long now) {
      this.source = source;
      this.token = token;
      this.since = now;
      this.deadline = now;
    }
  }
}
