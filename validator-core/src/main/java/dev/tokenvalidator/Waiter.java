package dev.tokenvalidator;

/**
 * One caller who waits for a turn. Changed by {@link VerificationTurns} alone, and guarded by
 * whatever guards that.
 */
class Waiter {

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
