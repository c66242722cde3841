package dev.tokenvalidator.servlet;

import java.util.function.BooleanSupplier;

/** Asks a request or a response that may be broken. */
final class Tried {

  private Tried() {}

  /** The answer to the question; false if asking fails. */
  static boolean orFalse(BooleanSupplier question) {
    try {
      return question.getAsBoolean();
    } catch (Throwable e) {
      return false;
    }
  }
}
