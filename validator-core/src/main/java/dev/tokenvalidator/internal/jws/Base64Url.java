package dev.tokenvalidator.internal.jws;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/**
 * Decodes base64url as RFC 7515 section 2 defines it: no padding, no other characters. Spare bits
 * must be zero, so that bytes have exactly one encoding (RFC 4648 section 3.5).
 */
final class Base64Url {

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  private Base64Url() {}

  /** Decodes the characters in [from, to). Exceptions name the part. */
  static byte[] decode(String part, byte[] characters, int from, int to) throws JwsException {
    if (from == to) {
      return new byte[0];
    }
    int tail = (to - from) % 4;
    if (tail == 1) {
      throw JwsException.malformed("base64url as " + part, "an impossible length");
    }
    byte last = characters[to - 1];
    if (last == '=') {
      // The decoder refuses padding in any other place.
      throw JwsException.malformed("base64url without padding as " + part, "padding");
    }
    ByteBuffer decoded;
    try {
      decoded = Base64.getUrlDecoder().decode(ByteBuffer.wrap(characters, from, to - from));
    } catch (IllegalArgumentException e) {
      // The decoder's message quotes the character; ours must not quote the token.
      throw JwsException.malformed("base64url as " + part, "a character outside its alphabet");
    }
    int spareBits = tail == 2 ? 0b1111 : tail == 3 ? 0b11 : 0;
    if (spareBits != 0 && (ALPHABET.indexOf(last) & spareBits) != 0) {
      throw JwsException.malformed("base64url as " + part, "spare bits that are not zero");
    }
    byte[] bytes = decoded.array();
    // Without padding the array is exactly full, but the decoder does not promise that.
    return bytes.length == decoded.limit() ? bytes : Arrays.copyOf(bytes, decoded.limit());
  }
}
