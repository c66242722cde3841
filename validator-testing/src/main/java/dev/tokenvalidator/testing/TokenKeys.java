package dev.tokenvalidator.testing;

import dev.tokenvalidator.fixtures.SigningKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The keys that sign the tokens of tests: one per algorithm, made when it is first needed. */
final class TokenKeys {

  /** Its keys are made fastest. */
  static final String ALGORITHM = "ES256";

  private static final Map<String, SigningKey> KEYS = new ConcurrentHashMap<>();

  private TokenKeys() {}

  static SigningKey key(String algorithm) {
    return KEYS.computeIfAbsent(algorithm, SigningKey::generate);
  }

  /** The public key, as a JWK Set. */
  static String jwkSet(String algorithm) {
    return "{\"keys\":[" + key(algorithm).jwk() + "]}";
  }
}
