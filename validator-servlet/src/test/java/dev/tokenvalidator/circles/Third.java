package dev.tokenvalidator.circles;

/** Closes a circle. */
final class Third {

  First next() {
    return new First();
  }
}
