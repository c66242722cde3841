package dev.tokenvalidator.examples.shopping;

/** Another process has the port. The message names the option that chooses another one. */
final class PortTakenException extends Exception {

  private static final long serialVersionUID = 1L;

  PortTakenException(String option, int port, Exception cause) {
    super(
        "port %d on 127.0.0.1 is taken; choose another with %s (0 is any free port)"
            .formatted(port, option),
        cause);
  }
}
