package dev.tokenvalidator.circles;

/** Makes a pair with what it builds. */
final class MadeBuilder {

  Made build() {
    return new Made();
  }
}
