package dev.tokenvalidator.examples.shopping;

/** Another process listens where we want to. The message says how to go elsewhere. */
final class PortTakenException extends Exception {

  private static final long serialVersionUID = 1L;

  PortTakenException(String option, int port, Exception cause) {
    super(
        "port %d on 127.0.0.1 is taken; choose another with %s (0 for any that is free)"
            .formatted(port, option),
        cause);
  }
}
