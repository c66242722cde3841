package dev.tokenvalidator.internal.jwk;

import dev.tokenvalidator.internal.jws.VerificationKey;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of looking up the key for a token in the issuer's key set. */
public sealed interface KeyLookup {

  /** The one key that fits. */
  record Found(VerificationKey key) implements KeyLookup {}

  /**
   * The token names no key, and each of these may be the one.
   *
   * @param keys at least two, all for the token's algorithm
   */
  record Several(List<VerificationKey> keys) implements KeyLookup {
    /** Copies the list. */
    public Several {
      keys = List.copyOf(keys);
    }
  }

  /** The issuer has no such key, and we have proof of that. */
  record Unknown() implements KeyLookup {}

  /** Several different keys fit, and the token does not say which it means. */
  record Ambiguous() implements KeyLookup {}

  /** The key that the token names is for another algorithm. */
  record OtherAlgorithm(VerificationKey key) implements KeyLookup {}

  /**
   * The key set cannot be consulted now.
   *
   * @param reason why, for the operator
   * @param retryAfter how long to wait before another attempt makes sense
   * @param cause the failure of the last fetch; null if it did not fail
   */
  record Unavailable(String reason, Duration retryAfter, @Nullable Throwable cause)
      implements KeyLookup {}
}
