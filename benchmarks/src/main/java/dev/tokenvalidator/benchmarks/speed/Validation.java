package dev.tokenvalidator.benchmarks.speed;

import org.jspecify.annotations.Nullable;

/** One library, set up for one issuer and the scope that every token needs. */
@FunctionalInterface
interface Validation {

  /**
   * Accepts a token, or throws.
   *
   * @param text a token, or an {@code Authorization} header with one
   * @return something that must not be optimized away
   */
  Object validate(String text) throws Exception;

  /** The scope check that an application adds to a library that has none. */
  static void requireScope(@Nullable String granted) {
    if (granted != null) {
      for (String scope : granted.split(" ", -1)) {
        if (scope.equals(IssuedTokens.SCOPE)) {
          return;
        }
      }
    }
    throw new IllegalArgumentException("insufficient scope");
  }
}
