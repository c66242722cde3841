package dev.tokenvalidator.jws;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Encoded headers of tokens that a key has signed, and what they say: an issuer's tokens mostly
 * have one and the same, which then need not be decoded and read for each of them. Nobody but the
 * holder of the private key can add one. Safe for use by several threads.
 */
final class ProvenHeaders {

  /** An issuer that writes something new into each header gains nothing, and costs no more. */
  private static final int MAX_COUNT = 4;

  private static final int MAX_LENGTH = 1024;

  private record Proven(String text, JoseHeader header) {}

  /** Replaced as a whole. */
  private volatile Proven[] proven = {};

  /** What it says; null where it is not known. */
  @Nullable JoseHeader find(String text) {
    for (Proven known : proven) {
      if (known.text().equals(text)) {
        return known.header();
      }
    }
    return null;
  }

  void add(String text, JoseHeader header) {
    // Two threads at once may lose one of two headers, which comes again.
    Proven[] before = proven;
    if (before.length < MAX_COUNT && text.length() <= MAX_LENGTH && find(text) == null) {
      Proven[] after = Arrays.copyOf(before, before.length + 1);
      after[before.length] = new Proven(text, header);
      proven = after;
    }
  }
}
