package dev.tokenvalidator.circles;

/** Makes a pair with its builder. */
final class Made {

  static MadeBuilder builder() {
    return new MadeBuilder();
  }
}
