package dev.tokenvalidator.internal.text;

import java.util.Optional;

/** Compares identifiers that should be equal, for the operator. Decides nothing. */
public final class Spelling {

  private Spelling() {}

  /** How two identifiers that should be equal differ, if only by spelling. */
  public static Optional<String> difference(String expected, String found) {
    if (expected.equals(found + "/") || found.equals(expected + "/")) {
      return Optional.of("a trailing slash");
    }
    if (expected.equalsIgnoreCase(found)) {
      return Optional.of("upper and lower case");
    }
    if (withoutScheme(expected).equals(withoutScheme(found))) {
      return Optional.of("http and https");
    }
    if (expected.equals(found + "/oidc") || found.equals(expected + "/oidc")) {
      return Optional.of("the path /oidc");
    }
    return Optional.empty();
  }

  private static String withoutScheme(String identifier) {
    return identifier.replaceFirst("^https?://", "");
  }
}
