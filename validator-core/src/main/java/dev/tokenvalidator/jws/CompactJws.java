package dev.tokenvalidator.jws;

import dev.tokenvalidator.jws.JwsException.Fault;
import java.nio.charset.StandardCharsets;

/**
 * A JWS in compact serialization (RFC 7515 section 7.1), taken apart: three parts in their one
 * encoding, the header read, the payload still bytes. Nothing in it is proven.
 */
public final class CompactJws {

  private static final int MAX_LENGTH = 16 * 1024;

  private final JoseHeader header;
  private final byte[] signingInput;
  private final byte[] payload;
  private final byte[] signature;

  private CompactJws(JoseHeader header, byte[] signingInput, byte[] payload, byte[] signature) {
    this.header = header;
    this.signingInput = signingInput;
    this.payload = payload;
    this.signature = signature;
  }

  /**
   * Takes a text apart.
   *
   * @param text a token as it was received
   * @return its parts
   * @throws JwsException if it is not a JWS in compact serialization, in the one encoding it has
   */
  public static CompactJws parse(String text) throws JwsException {
    if (text.length() > MAX_LENGTH) {
      throw new JwsException(
          Fault.TOO_LARGE,
          "a token of at most " + MAX_LENGTH + " characters",
          text.length() + " characters");
    }
    int first = text.indexOf('.');
    int second = text.indexOf('.', first + 1);
    checkParts(text);

    JoseHeader header = JoseHeader.parse(Base64Url.decode("header", text.substring(0, first)));
    byte[] payload = Base64Url.decode("payload", text.substring(first + 1, second));
    byte[] signature = Base64Url.decode("signature", text.substring(second + 1));
    if (payload.length == 0 || signature.length == 0) {
      throw JwsException.malformed("a payload and a signature", "an empty part");
    }
    byte[] signingInput = text.substring(0, second).getBytes(StandardCharsets.US_ASCII);
    return new CompactJws(header, signingInput, payload, signature);
  }

  private static void checkParts(String text) throws JwsException {
    long dots = text.chars().filter(c -> c == '.').count();
    if (dots == 2) {
      return;
    }
    Fault fault = dots == 0 ? Fault.OPAQUE : dots == 4 ? Fault.ENCRYPTED : Fault.MALFORMED;
    throw new JwsException(
        fault,
        "three parts separated by dots",
        (dots + 1) + (dots == 0 ? " part" : " parts") + ", " + text.length() + " characters");
  }

  /** The header. */
  public JoseHeader header() {
    return header;
  }

  /**
   * The payload of a token whose signature nobody has checked, for the one thing that may be read
   * of it: which of several configured issuers it names.
   */
  public byte[] unprovenPayload() {
    return payload.clone();
  }

  byte[] signingInput() {
    return signingInput;
  }

  byte[] payload() {
    return payload;
  }

  byte[] signature() {
    return signature;
  }
}
