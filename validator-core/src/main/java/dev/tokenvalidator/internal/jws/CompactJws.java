package dev.tokenvalidator.internal.jws;

import dev.tokenvalidator.internal.jws.JwsException.Fault;
import dev.tokenvalidator.internal.text.StrictJson;
import dev.tokenvalidator.internal.text.StrictJson.MalformedJsonException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The three decoded parts of a JWS in compact serialization (RFC 7515 section 7.1). The header is
 * read; the payload is still bytes. Nothing in it has been verified.
 */
public final class CompactJws {

  private static final int MAX_LENGTH = 16 * 1024;

  /**
   * The members of a JWS in JSON serialization (RFC 7515 sections 7.2.1 and 7.2.2). The payload may
   * be sent elsewhere (appendix F).
   */
  private static final Set<String> MEMBERS_OF_A_JWS = Set.of("payload", "signature", "signatures");

  private final JoseHeader header;
  private final byte[] bytes;
  private final int signingInputLength;
  private final byte[] payload;
  private final byte[] signature;

  private CompactJws(
      JoseHeader header, byte[] bytes, int signingInputLength, byte[] payload, byte[] signature) {
    this.header = header;
    this.bytes = bytes;
    this.signingInputLength = signingInputLength;
    this.payload = payload;
    this.signature = signature;
  }

  /**
   * Splits and decodes a token.
   *
   * @param text a token as it was received
   * @throws JwsException if it is not a JWS in compact serialization, or if a part is not in the
   *     one encoding we accept
   */
  public static CompactJws parse(String text) throws JwsException {
    if (text.length() > MAX_LENGTH) {
      throw new JwsException(
          Fault.TOO_LARGE,
          "a token of at most " + MAX_LENGTH + " characters",
          text.length() + " characters");
    }
    if (text.stripLeading().startsWith("{")) {
      throw jsonSerialized(text);
    }
    // A character outside Latin-1 becomes a question mark, which no part may contain. A surrogate
    // pair becomes one question mark, so from here on we count bytes and not characters.
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    // One character per byte. Searching a String is many times faster than searching an array.
    String characters =
        bytes.length == text.length() ? text : new String(bytes, StandardCharsets.ISO_8859_1);
    int first = characters.indexOf('.');
    int second = characters.indexOf('.', first + 1);
    if (second <= first || characters.indexOf('.', second + 1) >= 0) {
      throw notThreeParts(text);
    }

    JoseHeader header = JoseHeader.parse(Base64Url.decode("header", bytes, 0, first));
    byte[] payload = Base64Url.decode("payload", bytes, first + 1, second);
    byte[] signature = Base64Url.decode("signature", bytes, second + 1, bytes.length);
    if (payload.length == 0 || signature.length == 0) {
      throw JwsException.malformed("a payload and a signature", "an empty part");
    }
    return new CompactJws(header, bytes, second, payload, signature);
  }

  /** Distinguishes a JWS from a JWE by its members (RFC 7516 section 9), for the report. */
  private static JwsException jsonSerialized(String text) {
    Set<String> names = StrictJson.names(text);
    String found =
        names.contains("ciphertext")
            ? "a JWE in JSON serialization"
            : Collections.disjoint(names, MEMBERS_OF_A_JWS)
                ? "a JSON object that is neither a JWS nor a JWE"
                : "a JWS in JSON serialization";
    return new JwsException(
        Fault.JSON_SERIALIZED,
        "a token in compact serialization (RFC 7515 section 7.1)",
        found + ", " + text.length() + " characters");
  }

  private static JwsException notThreeParts(String text) {
    long dots = text.chars().filter(c -> c == '.').count();
    Fault fault = dots == 0 ? Fault.OPAQUE : dots == 4 ? Fault.ENCRYPTED : Fault.MALFORMED;
    return new JwsException(
        fault,
        "three parts separated by dots",
        (dots + 1) + (dots == 0 ? " part" : " parts") + ", " + text.length() + " characters");
  }

  public JoseHeader header() {
    return header;
  }

  /**
   * The members of the payload, although the signature has not been verified. Use it only to find
   * out which of several configured issuers the token names, or to show them to an operator who has
   * the token.
   *
   * @throws MalformedJsonException if the payload is not one strict JSON object
   */
  public Map<String, @Nullable Object> unverifiedPayload() throws MalformedJsonException {
    return StrictJson.object(payload);
  }

  /** The header as it is in the token, for an operator who has the token. */
  public String headerText() {
    int dot = 0;
    while (bytes[dot] != '.') {
      dot++;
    }
    try {
      return new String(Base64Url.decode("header", bytes, 0, dot), StandardCharsets.UTF_8);
    } catch (JwsException e) {
      throw new IllegalStateException("the header was read before", e);
    }
  }

  /** The payload as it is in the token, proven or not, for an operator who has the token. */
  public String payloadText() {
    return new String(payload, StandardCharsets.UTF_8);
  }

  /** The signing input (RFC 7515 section 2): the token's own bytes up to the second dot. */
  ByteBuffer signingInput() {
    return ByteBuffer.wrap(bytes, 0, signingInputLength);
  }

  byte[] payload() {
    return payload;
  }

  byte[] signature() {
    return signature;
  }
}
