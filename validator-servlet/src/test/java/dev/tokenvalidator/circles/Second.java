package dev.tokenvalidator.circles;

/** The second of a circle. */
final class Second {

  Third[] next() {
    return new Third[0];
  }
}
