package dev.tokenvalidator.examples.shopping;

import java.util.Iterator;
import java.util.List;

/**
 * What the command line asks for.
 *
 * @param port of the API; 0 for any that is free
 * @param issuerPort of the stand-in issuer; 0 for any that is free
 * @param check whether to run the check instead
 * @param help whether to print {@link #USAGE} instead
 */
record Options(int port, int issuerPort, boolean check, boolean help) {

  static final String USAGE =
      """
      options:
        --port N         the port of the shopping API (default 8080; 0 for any that is free)
        --issuer-port N  the port of the stand-in issuer (default 3001; 0 for any that is free)
        --check          checks what the API answers to good and bad requests, and ends
        --help           prints this, and ends
      """;

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException for what it does not understand
   */
  static Options parse(String... arguments) {
    int port = 8080;
    int issuerPort = 3001;
    boolean check = false;
    boolean help = false;
    for (Iterator<String> left = List.of(arguments).iterator(); left.hasNext(); ) {
      String option = left.next();
      switch (option) {
        case "--port" -> port = port(option, left);
        case "--issuer-port" -> issuerPort = port(option, left);
        case "--check" -> check = true;
        case "--help" -> help = true;
        default -> throw new IllegalArgumentException("unknown option " + option);
      }
    }
    return new Options(port, issuerPort, check, help);
  }

  private static int port(String option, Iterator<String> left) {
    String value = left.hasNext() ? left.next() : "";
    if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) > 65_535) {
      throw new IllegalArgumentException(
          option + ": needs a port, 0 to 65535, but has \"" + value + "\"");
    }
    return Integer.parseInt(value);
  }
}
