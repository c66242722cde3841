package dev.tokenvalidator.internal.jws;

import dev.tokenvalidator.internal.text.StrictJson;
import dev.tokenvalidator.internal.text.StrictJson.MalformedJsonException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JWS whose signature is proven: only {@link VerificationKey#verify} can make one. */
public final class VerifiedJws {

  private final byte[] payload;

  VerifiedJws(byte[] payload) {
    this.payload = payload;
  }

  /**
   * What was signed.
   *
   * @return the members of the payload
   * @throws MalformedJsonException if it is not one strict JSON object
   */
  public Map<String, @Nullable Object> payload() throws MalformedJsonException {
    return StrictJson.provenObject(payload);
  }
}
