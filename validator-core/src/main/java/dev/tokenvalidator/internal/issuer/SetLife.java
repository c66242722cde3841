package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.issuer.FetchAttempt.Fetched;
import java.time.Duration;

/** How long a fetched set lives, and when it is fetched again. */
final class SetLife {

  private static final Duration MIN = Duration.ofMinutes(1);
  private static final Duration MAX = Duration.ofHours(1);

  private final Duration unlessStated;

  /**
   * Makes one.
   *
   * @param unlessStated how long a set lives whose issuer does not say
   */
  SetLife(Duration unlessStated) {
    this.unlessStated = unlessStated;
  }

  /**
   * What the machine is told of a set. It is fetched again ahead of the end of its life, by each
   * instance at another moment.
   *
   * @param jitter from 0 to 1
   */
  Event.Fetched event(long fetch, Fetched fetched, double jitter) {
    Duration life = fetched.maxAge().orElse(unlessStated);
    life = life.compareTo(MIN) < 0 ? MIN : life.compareTo(MAX) > 0 ? MAX : life;
    return new Event.Fetched(
        fetch,
        fetched.content().keys().keyIds(),
        fetched.age().toNanos(),
        (long) (life.toNanos() * (0.75 + 0.15 * jitter)),
        life.toNanos());
  }
}
