package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.issuer.FetchAttempt.Fetched;
import java.time.Duration;

/** Computes the time to live of a fetched set, and when it is fetched again. */
final class SetLife {

  private static final Duration MIN = Duration.ofMinutes(1);
  private static final Duration MAX = Duration.ofHours(1);

  private final Duration defaultLife;

  /**
   * @param defaultLife the time to live of a set if the issuer does not state one
   */
  SetLife(Duration defaultLife) {
    this.defaultLife = defaultLife;
  }

  /**
   * The event that reports a set to the machine. The set is fetched again before its time to live
   * is over, and each instance does so at another moment.
   *
   * @param jitter from 0 to 1, to spread the fetches of many instances
   */
  Event.Fetched event(long fetch, Fetched fetched, double jitter) {
    Duration life = fetched.maxAge().orElse(defaultLife);
    life = life.compareTo(MIN) < 0 ? MIN : life.compareTo(MAX) > 0 ? MAX : life;
    return new Event.Fetched(
        fetch,
        fetched.content().keys().keyIds(),
        fetched.age().toNanos(),
        (long) (life.toNanos() * (0.75 + 0.15 * jitter)),
        life.toNanos());
  }
}
