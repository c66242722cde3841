package dev.tokenvalidator.benchmarks.speed;

import org.jspecify.annotations.Nullable;

/** The scope check that an application adds to a library that has none. */
final class Scopes {

  private Scopes() {}

  static void check(@Nullable String granted) {
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
