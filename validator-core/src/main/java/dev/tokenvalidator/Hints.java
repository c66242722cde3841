package dev.tokenvalidator;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the likely cause of a refusal, for the operator. Decides nothing. */
final class Hints {

  private static final int MAX_VALUES = 4;

  private Hints() {}

  /** How two identifiers that should be equal differ, if only by spelling. */
  static Optional<String> difference(String expected, String found) {
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

  static Explanation audience(
      Explanation explanation, Set<String> expected, List<String> found, String clientId) {
    for (String ours : expected) {
      for (String theirs : found) {
        Optional<String> difference = difference(ours, theirs);
        if (difference.isPresent()) {
          return explanation.withHint("the audience differs only by " + difference.get());
        }
      }
    }
    if (found.contains(clientId)) {
      return explanation.withHint(
          "the audience is the client id: an ID token, or did the client omit resource in its token"
              + " request?");
    }
    if (found.stream().anyMatch(value -> value.startsWith(LogtoAudiences.ORGANIZATION_PREFIX))) {
      return explanation.withHint(
          "an organization token: did the client omit resource in its token request?");
    }
    if (found.contains(LogtoAudiences.RESERVED)) {
      return explanation.withHint(
          "a reserved audience: any client of the tenant can get such a token");
    }
    return explanation.withHint(
        "a token for another API: which resource did the client name in its token request?");
  }

  /** The first few values, quoted. */
  static String quoted(List<String> values) {
    return values.stream()
            .limit(MAX_VALUES)
            .map(Explanation::quote)
            .collect(Collectors.joining(", "))
        + (values.size() > MAX_VALUES ? ", ..." : "");
  }

  private static String withoutScheme(String identifier) {
    return identifier.replaceFirst("^https?://", "");
  }
}
