package dev.tokenvalidator.internal.issuer;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a caller sees of a service in simulated time. */
interface SimulatedService {

  /** What a request is answered. */
  enum Answer {
    OK,
    UNAUTHORIZED,
    UNAVAILABLE
  }

  /** Sends a token whose signature is good if its key is known. */
  void request(@Nullable String keyId, Consumer<Answer> answered);
}
