package dev.tokenvalidator.circles;

/** A pair with its builder, which is not a circle. */
final class Made {

  static MadeBuilder builder() {
    return new MadeBuilder();
  }
}
