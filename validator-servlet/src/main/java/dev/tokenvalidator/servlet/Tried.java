package dev.tokenvalidator.servlet;

import java.util.function.BooleanSupplier;

/** A question to a request or a response that may have failed already. */
final class Tried {

  private Tried() {}

  /** Whether something is so; no, where even that cannot be asked. */
  static boolean orFalse(BooleanSupplier question) {
    try {
      return question.getAsBoolean();
    } catch (Throwable e) {
      return false;
    }
  }
}
