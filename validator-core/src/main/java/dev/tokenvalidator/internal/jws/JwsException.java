package dev.tokenvalidator.internal.jws;

import dev.tokenvalidator.internal.text.Quoted;

/**
 * A text is not a JWS that we accept. Says what was expected and what was found. Any part of the
 * token in these texts has been made safe by {@link Quoted}.
 */
public final class JwsException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What is wrong with the text. */
  public enum Fault {
    TOO_LARGE,
    OPAQUE,
    ENCRYPTED,
    JSON_SERIALIZED,
    MALFORMED,
    UNSUPPORTED_CRITICAL_HEADER,
    UNSUPPORTED_ALGORITHM,
    BAD_SIGNATURE
  }

  private final Fault fault;
  private final String expected;
  private final String found;

  JwsException(Fault fault, String expected, String found) {
    // No stack trace: this exception is expected, and attackers can cause it as often as they like.
    super(fault + ": expected " + expected + ", found " + found, null, false, false);
    this.fault = fault;
    this.expected = expected;
    this.found = found;
  }

  static JwsException malformed(String expected, String found) {
    return new JwsException(Fault.MALFORMED, expected, found);
  }

  public Fault fault() {
    return fault;
  }

  public String expected() {
    return expected;
  }

  public String found() {
    return found;
  }
}
