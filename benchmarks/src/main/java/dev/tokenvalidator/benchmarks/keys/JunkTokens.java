package dev.tokenvalidator.benchmarks.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Well-formed tokens, each naming another key that nobody has. They cost next to nothing to make,
 * as for an attacker.
 */
final class JunkTokens {

  private final String payloadAndSignature;
  private final AtomicLong made = new AtomicLong();

  JunkTokens(String good) {
    payloadAndSignature = good.substring(good.indexOf('.'));
  }

  String next() {
    String header =
        "{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"junk-" + made.incrementAndGet() + "\"}";
    return Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(UTF_8))
        + payloadAndSignature;
  }
}
