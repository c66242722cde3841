package dev.tokenvalidator.internal.issuer;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A service in simulated time, as a caller sees it. */
interface SimulatedService {

  /** The answer to a request. */
  enum Answer {
    OK,
    UNAUTHORIZED,
    UNAVAILABLE
  }

  /** Sends a token whose signature is good if its key is known. */
  void request(@Nullable String keyId, Consumer<Answer> receiver);
}
