package dev.tokenvalidator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.UUID;

/** Tokens as a flood brings them: well-formed, for keys that nobody has, and cheap to make. */
final class UnknownKeys {

  private UnknownKeys() {}

  /** A token that names a random key; claims and signature are those of another token. */
  static String like(String token) {
    String header = "{\"alg\":\"ES384\",\"typ\":\"at+jwt\",\"kid\":\"" + UUID.randomUUID() + "\"}";
    return Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(UTF_8))
        + token.substring(token.indexOf('.'));
  }
}
