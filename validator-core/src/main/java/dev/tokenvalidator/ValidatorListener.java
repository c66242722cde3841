package dev.tokenvalidator;

import dev.tokenvalidator.keys.KeySetEvent;
import dev.tokenvalidator.keys.KeySetListener;

/**
 * Told of every accepted token, every refusal, and everything that happens to the issuer's keys:
 * the place to count, to alert and to audit.
 *
 * <p>Called on the request's thread for tokens, and on a thread of its own for what happens to the
 * keys. It may be called by several threads at once and should return quickly. What it throws, an
 * {@code Error} too, is logged and changes no decision. Every method does nothing unless
 * overridden.
 */
public interface ValidatorListener extends KeySetListener {

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
   * A flood of worthless tokens has begun or ended. The end is told within seconds, also when no
   * further token arrives.
   *
   * @param flood what is known of it; nothing that tells who sends it
   */
  default void verificationFlood(VerificationFlood flood) {}

  @Override
  default void keySetChanged(KeySetEvent event) {}
}
