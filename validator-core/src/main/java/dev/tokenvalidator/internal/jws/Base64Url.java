package dev.tokenvalidator.internal.jws;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/**
 * Base64url as RFC 7515 section 2 has it: no padding, no other characters, and spare bits zero, so
 * that bytes have exactly one spelling (RFC 4648 section 3.5).
 */
final class Base64Url {

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  private Base64Url() {}

  /** Decodes the characters from one index to another, exclusive; the part is named in faults. */
  static byte[] decode(String part, byte[] characters, int from, int to) throws JwsException {
    if (from == to) {
      return new byte[0];
    }
    int tail = (to - from) % 4;
    if (tail == 1) {
      throw JwsException.malformed("base64url as " + part, "a length that no bytes have");
    }
    byte last = characters[to - 1];
    if (last == '=') {
      // Anywhere else the decoder refuses it.
      throw JwsException.malformed("base64url without padding as " + part, "padding");
    }
    ByteBuffer decoded;
    try {
      decoded = Base64.getUrlDecoder().decode(ByteBuffer.wrap(characters, from, to - from));
    } catch (IllegalArgumentException e) {
      // Its message quotes the character; ours does not have to.
      throw JwsException.malformed("base64url as " + part, "another character");
    }
    int spareBits = tail == 2 ? 0b1111 : tail == 3 ? 0b11 : 0;
    if (spareBits != 0 && (ALPHABET.indexOf(last) & spareBits) != 0) {
      throw JwsException.malformed("base64url as " + part, "spare bits that are not zero");
    }
    byte[] bytes = decoded.array();
    // It fits, where there is no padding; the decoder does not promise it.
    return bytes.length == decoded.limit() ? bytes : Arrays.copyOf(bytes, decoded.limit());
  }
}
