package dev.tokenvalidator.circles;

/** A pair with the class that it builds, which is not a circle. */
final class MadeBuilder {

  Made build() {
    return new Made();
  }
}
