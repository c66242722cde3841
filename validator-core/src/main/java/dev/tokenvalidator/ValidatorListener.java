package dev.tokenvalidator;

import dev.tokenvalidator.keys.KeySetEvent;

/**
 * Hears of every accepted token, every refusal, and every change of the issuer's keys: the place
 * for metrics, alerts and audits.
 *
 * <p>Token methods are called on the request's thread, by several threads at once, and should
 * return quickly. What a method throws, an {@code Error} too, is logged and changes no decision.
 * Every method does nothing unless overridden.
 */
public interface ValidatorListener {

  /**
   * A token was found valid.
   *
   * @param token the validated token
   */
  default void accepted(AccessToken token) {}

  /**
   * A request was turned away.
   *
   * @param refusal why
   */
  default void refused(Refusal refusal) {}

  /**
   * A flood of worthless tokens began or ended. The end is reported within seconds, even if no
   * further token arrives.
   *
   * @param flood its figures; they identify no sender
   */
  default void verificationFlood(VerificationFlood flood) {}

  /**
   * Something happened to the keys of an issuer.
   *
   * <p>Called on a thread of its own, one event of an issuer after the other, in the order in which
   * they happened; never while a lock is held, and not after the validator was closed. A slow
   * listener delays only itself: events that find no room are counted and reported as {@link
   * KeySetEvent.EventsLost}.
   *
   * @param event what happened
   */
  default void keySetChanged(KeySetEvent event) {}
}
