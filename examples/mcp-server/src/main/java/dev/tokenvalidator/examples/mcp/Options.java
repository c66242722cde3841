package dev.tokenvalidator.examples.mcp;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The options of the command line.
 *
 * @param port the port of the MCP server; 0 is any free port
 * @param issuerPort the port of the stand-in issuer; 0 is any free port
 * @param transport with sessions or without
 * @param origins the origins of web pages that may call the server
 */
record Options(int port, int issuerPort, Transport transport, Set<String> origins) {

  static final String USAGE =
      """
      options:
        --port N         the port of the MCP server (default 8080; 0 is any free port)
        --issuer-port N  the port of the stand-in issuer (default 3001; 0 is any free port)
        --stateless      without sessions
        --origin ORIGIN  the origin of a web page that may call the server; may be repeated
      """;

  /**
   * Parses the command line.
   *
   * @throws IllegalArgumentException for an unknown option or a bad value
   */
  static Options parse(String... arguments) {
    int port = 8080;
    int issuerPort = 3001;
    Transport transport = Transport.STREAMABLE;
    Set<String> origins = new LinkedHashSet<>();
    for (Iterator<String> left = List.of(arguments).iterator(); left.hasNext(); ) {
      String option = left.next();
      switch (option) {
        case "--port" -> port = port(option, left);
        case "--issuer-port" -> issuerPort = port(option, left);
        case "--stateless" -> transport = Transport.STATELESS;
        case "--origin" -> origins.add(value(option, left));
        default -> throw new IllegalArgumentException("unknown option " + option);
      }
    }
    return new Options(port, issuerPort, transport, origins);
  }

  private static int port(String option, Iterator<String> left) {
    String value = value(option, left);
    if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) > 65_535) {
      throw new IllegalArgumentException(
          option + ": needs a port, 0 to 65535, but has \"" + value + "\"");
    }
    return Integer.parseInt(value);
  }

  private static String value(String option, Iterator<String> left) {
    if (!left.hasNext()) {
      throw new IllegalArgumentException(option + ": needs a value");
    }
    return left.next();
  }
}
