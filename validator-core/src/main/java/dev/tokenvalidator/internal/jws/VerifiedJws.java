package dev.tokenvalidator.internal.jws;

import dev.tokenvalidator.internal.text.StrictJson;
import dev.tokenvalidator.internal.text.StrictJson.MalformedJsonException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JWS whose signature has been verified. Only {@link VerificationKey#verify} makes one. */
public final class VerifiedJws {

  private final byte[] payload;

  VerifiedJws(byte[] payload) {
    this.payload = payload;
  }

  /**
   * The members of the payload.
   *
   * @throws MalformedJsonException if the payload is not one strict JSON object
   */
  public Map<String, @Nullable Object> payload() throws MalformedJsonException {
    return StrictJson.verifiedObject(payload);
  }
}
