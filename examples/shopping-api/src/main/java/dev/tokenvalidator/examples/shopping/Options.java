package dev.tokenvalidator.examples.shopping;

import java.util.Iterator;
import java.util.List;

/**
 * The options of the command line.
 *
 * @param port the port of the API; 0 is any free port
 * @param issuerPort the port of the stand-in issuer; 0 is any free port
 * @param help whether to print {@link #USAGE} instead
 */
record Options(int port, int issuerPort, boolean help) {

  static final String USAGE =
      """
      options:
        --port N         the port of the shopping API (default 8080; 0 is any free port)
        --issuer-port N  the port of the stand-in issuer (default 3001; 0 is any free port)
        --help           prints this text and ends
      """;

  /**
   * Parses the command line.
   *
   * @throws IllegalArgumentException for an unknown option or a bad value
   */
  static Options parse(String... arguments) {
    int port = 8080;
    int issuerPort = 3001;
    boolean help = false;
    for (Iterator<String> left = List.of(arguments).iterator(); left.hasNext(); ) {
      String option = left.next();
      switch (option) {
        case "--port" -> port = port(option, left);
        case "--issuer-port" -> issuerPort = port(option, left);
        case "--help" -> help = true;
        default -> throw new IllegalArgumentException("unknown option " + option);
      }
    }
    return new Options(port, issuerPort, help);
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
