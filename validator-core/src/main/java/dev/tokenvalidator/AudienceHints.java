package dev.tokenvalidator;

import dev.tokenvalidator.internal.text.Quoted;
import dev.tokenvalidator.internal.text.Spelling;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Explains to the operator why a proven token has another audience. None of these hints proposes to
 * accept that audience: a token for another API must not be good here.
 */
final class AudienceHints {

  private static final int MAX_VALUES = 4;

  private AudienceHints() {}

  static Explanation explain(
      Explanation explanation,
      Set<String> expected,
      List<String> found,
      @Nullable String clientId) {
    return explanation.withHint(hint(expected, found, clientId));
  }

  /** What to do at an issuer that writes no audience. */
  static String missing(Set<String> expected) {
    return "the issuer writes no audience: "
        + atIssuer(expected)
        + "; most issuers, Logto among them, write what the client requests as resource";
  }

  private static String hint(Set<String> expected, List<String> found, @Nullable String clientId) {
    for (String ours : expected) {
      for (String theirs : found) {
        Optional<String> difference = Spelling.difference(ours, theirs);
        if (difference.isPresent()) {
          return "the audience differs only by "
              + difference.get()
              + ": write it the same way at the issuer, in the client's token request and here";
        }
      }
    }
    if (found.stream().anyMatch(AudienceHints::isManagementApi)) {
      return "a token for Logto's Management API: let the client request resource="
          + one(expected)
          + " instead";
    }
    if (clientId != null && found.contains(clientId)) {
      return "the audience is the client id: an ID token, or the client omitted resource in its"
          + " token request, or this issuer writes the client id by default; "
          + atIssuer(expected);
    }
    if (found.contains("account")) {
      return "account is Keycloak's own audience; " + atIssuer(expected);
    }
    if (found.stream().anyMatch(value -> value.startsWith(LogtoAudiences.ORGANIZATION_PREFIX))) {
      return "an organization token: did the client omit resource in its token request?";
    }
    if (found.contains(LogtoAudiences.RESERVED)) {
      return "a reserved audience: any client of the tenant can get such a token";
    }
    return "a token for another API: which resource did the client name in its token request?";
  }

  private static String atIssuer(Set<String> expected) {
    return "let the issuer write "
        + one(expected)
        + " (Keycloak: an audience mapper in a client scope; Spring Authorization Server: an"
        + " OAuth2TokenCustomizer)";
  }

  private static String one(Set<String> expected) {
    return expected.isEmpty() ? "the audience of this API" : expected.iterator().next();
  }

  /**
   * {@code https://<tenant>.logto.app/api}, and {@code https://default.logto.app/api} elsewhere.
   */
  private static boolean isManagementApi(String audience) {
    return audience.startsWith("https://") && audience.endsWith(".logto.app/api");
  }

  /** The first few values, quoted. */
  static String quoted(List<String> values) {
    return values.stream().limit(MAX_VALUES).map(Quoted::own).collect(Collectors.joining(", "))
        + (values.size() > MAX_VALUES ? ", ..." : "");
  }
}
