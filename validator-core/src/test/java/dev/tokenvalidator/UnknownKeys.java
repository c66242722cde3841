package dev.tokenvalidator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.UUID;

/** Tokens of a flood: well-formed, cheap to make, and signed by unknown keys. */
final class UnknownKeys {

  private UnknownKeys() {}

  /** A token that names a random key; claims and signature are those of another token. */
  static String like(String token) {
    String header = "{\"alg\":\"ES384\",\"typ\":\"at+jwt\",\"kid\":\"" + UUID.randomUUID() + "\"}";
    return Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(UTF_8))
        + token.substring(token.indexOf('.'));
  }
}
