package dev.tokenvalidator.circles;

/** Starts a circle, which goes through a nested class. */
final class First {

  static final class Nested {

    private final Second next = new Second();

    Second next() {
      return next;
    }
  }
}
