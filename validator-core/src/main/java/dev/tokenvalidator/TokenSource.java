package dev.tokenvalidator;

import java.time.Duration;
import java.util.ArrayDeque;

/**
 * A source of tokens: how good its tokens were lately, and its callers that wait. Part of {@link
 * VerificationTurns}, without a clock or a lock.
 */
final class TokenSource {

  /** Machines renew their tokens by the hour, and some by the day. */
  private static final long GOOD_LASTS = Duration.ofDays(1).toNanos();

  private static final long WORTHLESS_LASTS = Duration.ofMinutes(1).toNanos();

  /** A client that retries a bad token once a second costs its source nothing. */
  private static final double EXCUSED_PER_SECOND = 1;

  /** This many worthless tokens beyond that, and beyond the good ones, outweigh a good one. */
  private static final double OUTWEIGHING = 16;

  private final String name;

  /** The worthless tokens, less the good ones. */
  private final LeakyBucket worthless = new LeakyBucket(EXCUSED_PER_SECOND, 2 * OUTWEIGHING);

  private boolean everGood;
  private long lastGood;
  private boolean everWorthless;
  private long lastWorthless;
  private Standing standing = Standing.NEW;

  /** In the order of arrival. */
  private ArrayDeque<Waiter> line = new ArrayDeque<>(0);

  TokenSource(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /** As judged last, so that waiting callers move only when something happens to the source. */
  Standing standing() {
    return standing;
  }

  /** Returns whether this is the first good one. */
  boolean broughtGood(long now) {
    boolean first = !everGood;
    everGood = true;
    lastGood = now;
    worthless.pour(-1, now);
    return first;
  }

  /** The waiting callers, in the order of arrival. */
  ArrayDeque<Waiter> line() {
    return line;
  }

  /** Frees the memory of an empty line, which may have been long. */
  void forgetLine() {
    line = new ArrayDeque<>(0);
  }

  void broughtWorthless(long now) {
    everWorthless = true;
    lastWorthless = now;
    worthless.pour(1, now);
  }

  /** Judges the source again. */
  void judge(long now) {
    if (everGood && now - lastGood < GOOD_LASTS) {
      standing = worthless.level(now) < OUTWEIGHING ? Standing.PROVEN : Standing.MIXED;
    } else if (everWorthless && now - lastWorthless < WORTHLESS_LASTS) {
      standing = Standing.WORTHLESS;
    } else {
      standing = Standing.NEW;
    }
  }

  /** A caller that waits for a turn. Only {@link VerificationTurns} changes it, under its guard. */
  static class Waiter {

    /** The state of a waiting caller. */
    enum State {
      WAITING,
      /** It has a place, and gives the place back afterwards. */
      CALLED,
      /** Another caller showed that its token is good: it needs no place. */
      SPARED,
      /** There is no room, or its time is up. */
      REFUSED
    }

    final TokenSource source;

    /** A secret: never shown. */
    final String token;

    final long since;
    State state = State.WAITING;

    /** When it is refused; changes when a flood begins or ends. */
    long deadline;

    Waiter(TokenSource source, String token, long now) {
      this.source = source;
      this.token = token;
      this.since = now;
      this.deadline = now;
    }
  }
}
