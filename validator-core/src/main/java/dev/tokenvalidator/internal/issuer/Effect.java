package dev.tokenvalidator.internal.issuer;

import org.jspecify.annotations.Nullable;

/** What the shell is to do. */
sealed interface Effect {

  /**
   * Begin a fetch.
   *
   * @param fetch its number
   * @param onDemand whether an answer from a cache is of no use
   */
  record Begin(long fetch, boolean onDemand) implements Effect {}

  /** Give up a fetch: whatever comes of it is not wanted any more. */
  record Abandon(long fetch) implements Effect {}

  /**
   * Send {@link Event.Wake} after so many nanoseconds, instead of whatever was wanted before.
   *
   * @param nanos {@link KeyState#NEVER} to send none
   */
  record WakeIn(long nanos) implements Effect {}

  /** Let those go on who wait for a fetch up to this number. */
  record Release(long fetch) implements Effect {}

  /** Something that the listener is told. */
  sealed interface Tell extends Effect {}

  /** The set of this fetch is current. */
  record TellLoaded(long fetch) implements Tell {}

  /**
   * A fetch failed.
   *
   * @param fetch its number
   * @param nextAttempt nanoseconds until the next
   * @param staleFor the age of the set that is used meanwhile, in nanoseconds; null if there is
   *     none
   */
  record TellFailed(long fetch, long nextAttempt, @Nullable Long staleFor) implements Tell {}

  /** The current set has become too old, at this age in nanoseconds. */
  record TellTooOld(long age) implements Tell {}

  /** A token named a key that the current set does not hold. */
  record TellUnknown(String keyId) implements Tell {}
}
