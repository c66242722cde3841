package dev.tokenvalidator.internal.jwk;

import dev.tokenvalidator.internal.jws.VerificationKey;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the issuer's key set answers when it is asked for the key of a token. */
public sealed interface KeyLookup {

  /** The one key that fits. */
  record Found(VerificationKey key) implements KeyLookup {}

  /**
   * The token does not say which key it means, and one of these may be it.
   *
   * @param keys at least two, for the algorithm
   */
  record Several(List<VerificationKey> keys) implements KeyLookup {
    /** Copies the list. */
    public Several {
      keys = List.copyOf(keys);
    }
  }

  /** The issuer has no such key: that is proven. */
  record Unknown() implements KeyLookup {}

  /** Several different keys fit, and the token does not say which it means. */
  record Ambiguous() implements KeyLookup {}

  /** The key that is named is for another algorithm. */
  record OtherAlgorithm(SignatureAlgorithm algorithm) implements KeyLookup {}

  /**
   * It cannot be told now.
   *
   * @param reason why, for the operator
   * @param retryAfter when it is worth asking again
   * @param cause what the last fetch failed with
   */
  record Unavailable(String reason, Duration retryAfter, @Nullable Throwable cause)
      implements KeyLookup {}
}
