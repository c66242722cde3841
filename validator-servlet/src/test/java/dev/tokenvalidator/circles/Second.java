package dev.tokenvalidator.circles;

/** The second class of a circle. */
final class Second {

  Third[] next() {
    return new Third[0];
  }
}
