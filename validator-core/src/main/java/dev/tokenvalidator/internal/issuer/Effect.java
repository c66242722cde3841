package dev.tokenvalidator.internal.issuer;

import org.jspecify.annotations.Nullable;

/** Something that the shell must do. */
sealed interface Effect {

  /**
   * Begin a fetch.
   *
   * @param fetch its number
   * @param onDemand whether to bypass caches
   */
  record Begin(long fetch, boolean onDemand) implements Effect {}

  /** Abandon a fetch: its result is no longer wanted. */
  record Abandon(long fetch) implements Effect {}

  /**
   * Send {@link Event.Wake} after a delay, instead of at the moment that was set before.
   *
   * @param nanos the delay; {@link KeyState#NEVER} to send none
   */
  record WakeIn(long nanos) implements Effect {}

  /** Release the callers that wait for a fetch up to this number. */
  record Release(long fetch) implements Effect {}

  /** Tell the listener something. */
  sealed interface Tell extends Effect {}

  /** The set of this fetch is now the current one. */
  record TellLoaded(long fetch) implements Tell {}

  /**
   * A fetch failed.
   *
   * @param fetch its number
   * @param nextAttempt the nanoseconds until the next attempt
   * @param staleFor the age in nanoseconds of the set that stays in use; null if there is none
   */
  record TellFailed(long fetch, long nextAttempt, @Nullable Long staleFor) implements Tell {}

  /** The current set has become too old. Its age is in nanoseconds. */
  record TellTooOld(long age) implements Tell {}

  /** A token named a key that is not in the current set. */
  record TellUnknown(String keyId) implements Tell {}
}
