package dev.tokenvalidator.internal.jws;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Encoded headers of tokens that a key has signed, and what they say: an issuer's tokens mostly
 * have one and the same, which then need not be decoded and read for each of them. Nobody but the
 * holder of the private key can add one. Safe for use by several threads.
 */
final class ProvenHeaders implements KnownHeaders {

  /** An issuer that writes something new into each header gains nothing, and costs no more. */
  private static final int MAX_COUNT = 4;

  private static final int MAX_LENGTH = 1024;

  private static final class Proven {

    final byte[] encoded;
    final JoseHeader header;

    Proven(byte[] encoded, JoseHeader header) {
      this.encoded = encoded;
      this.header = header;
    }
  }

  /** Replaced as a whole. */
  private volatile Proven[] proven = {};

  @Override
  public @Nullable JoseHeader find(byte[] token, int length) {
    for (Proven known : proven) {
      byte[] encoded = known.encoded;
      if (Arrays.equals(encoded, 0, encoded.length, token, 0, length)) {
        return known.header;
      }
    }
    return null;
  }

  void add(byte[] token, int length, JoseHeader header) {
    // Two threads at once may lose one of two headers, which comes again.
    Proven[] before = proven;
    if (before.length < MAX_COUNT && length <= MAX_LENGTH && find(token, length) == null) {
      Proven[] after = Arrays.copyOf(before, before.length + 1);
      after[before.length] = new Proven(Arrays.copyOf(token, length), header);
      proven = after;
    }
  }
}
