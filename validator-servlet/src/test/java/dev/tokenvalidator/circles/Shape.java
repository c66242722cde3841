package dev.tokenvalidator.circles;

/** The head of a sealed family. */
sealed interface Shape permits Circle {

  static Shape smallest() {
    return new Circle();
  }
}
