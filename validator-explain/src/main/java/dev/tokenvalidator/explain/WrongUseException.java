package dev.tokenvalidator.explain;

/** The command was called wrongly. The message is one line: what is wrong, and how to fix it. */
final class WrongUseException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  WrongUseException(String problem) {
    super(problem);
  }
}
