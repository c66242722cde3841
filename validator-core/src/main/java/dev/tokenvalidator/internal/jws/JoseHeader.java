package dev.tokenvalidator.internal.jws;

import dev.tokenvalidator.internal.jws.JwsException.Fault;
import dev.tokenvalidator.internal.text.Quoted;
import dev.tokenvalidator.internal.text.StrictJson;
import dev.tokenvalidator.internal.text.StrictJson.MalformedJsonException;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members that we read from a JWS Protected Header (RFC 7515 section 4). We never read {@code
 * jku}, {@code jwk}, {@code x5u} or {@code x5c}: a token must not decide where its key comes from.
 *
 * @param algorithm from {@code alg}
 * @param keyId {@code kid}
 * @param type {@code typ}
 */
public record JoseHeader(
    SignatureAlgorithm algorithm, @Nullable String keyId, @Nullable String type) {

  private static final int MAX_BYTES = 4 * 1024;
  private static final int MAX_KEY_ID_LENGTH = Quoted.MAX_KEY_ID_LENGTH;

  static JoseHeader parse(byte[] json) throws JwsException {
    if (json.length > MAX_BYTES) {
      throw new JwsException(
          Fault.TOO_LARGE, "a header of at most " + MAX_BYTES + " bytes", json.length + " bytes");
    }
    Map<String, @Nullable Object> members;
    try {
      members = StrictJson.object(json);
    } catch (MalformedJsonException e) {
      throw JwsException.malformed(
          e.isBeyondLimit() ? "a header within the limits for JSON" : "a JSON object as header",
          e.found());
    }
    // We implement no extension. "crit" names extensions that a recipient must understand (RFC 7515
    // section 4.1.11). "b64" (RFC 7797) changes what is signed and must not appear in a JWT.
    for (String extension : new String[] {"crit", "b64"}) {
      if (members.containsKey(extension)) {
        throw new JwsException(
            Fault.UNSUPPORTED_CRITICAL_HEADER, "a header without " + extension, extension);
      }
    }
    SignatureAlgorithm algorithm = algorithm(string(members, "alg"));
    String keyId = string(members, "kid");
    if (keyId != null && keyId.length() > MAX_KEY_ID_LENGTH) {
      throw JwsException.malformed(
          "a kid of at most " + MAX_KEY_ID_LENGTH + " characters", keyId.length() + " characters");
    }
    return new JoseHeader(algorithm, keyId, string(members, "typ"));
  }

  private static SignatureAlgorithm algorithm(@Nullable String alg) throws JwsException {
    String expected = "a supported asymmetric alg";
    if (alg == null) {
      throw new JwsException(Fault.UNSUPPORTED_ALGORITHM, expected, "no alg");
    }
    return SignatureAlgorithm.named(alg)
        .orElseThrow(
            () -> new JwsException(Fault.UNSUPPORTED_ALGORITHM, expected, Quoted.text(alg)));
  }

  private static @Nullable String string(Map<String, @Nullable Object> members, String name)
      throws JwsException {
    if (!members.containsKey(name)) {
      return null;
    }
    if (members.get(name) instanceof String string) {
      return string;
    }
    throw JwsException.malformed("a string as " + name, "another kind of value");
  }
}
