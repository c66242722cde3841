package dev.tokenvalidator;

import dev.tokenvalidator.TokenExplanation.Advice;
import dev.tokenvalidator.internal.text.Quoted;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A claim that may list the scopes of a proven token, where the configured one is missing.
 *
 * @param claim its name
 * @param format how it is written
 * @param values what it lists
 */
record ScopeCandidate(String claim, ScopeFormat format, List<String> values) {

  /** The claims in which known issuers list scopes: Okta and Hydra, Entra, Auth0. */
  private static final List<String> CLAIMS = List.of("scope", "scp", "permissions", "roles");

  /** The first such claim of a token. */
  static Optional<ScopeCandidate> in(Map<String, @Nullable Object> claims) {
    return CLAIMS.stream().flatMap(claim -> of(claim, claims.get(claim)).stream()).findFirst();
  }

  private static Optional<ScopeCandidate> of(String claim, @Nullable Object value) {
    if (value instanceof String text && !text.isBlank()) {
      return Optional.of(
          new ScopeCandidate(claim, ScopeFormat.STRING, List.of(text.strip().split(" +"))));
    }
    List<String> list = ClaimsSet.strings(value);
    return list == null || list.isEmpty()
        ? Optional.empty()
        : Optional.of(new ScopeCandidate(claim, ScopeFormat.ARRAY, list));
  }

  /**
   * The settings that read the scopes from this claim.
   *
   * @param configured the claim that lists them now; null if it is another one than this
   */
  Map<String, String> settings(@Nullable String configured) {
    Map<String, String> settings = assignments(configured);
    // Such a setting is a decision of its own, and not needed for the token to be accepted.
    return listsRightsOfPeople() ? Map.of() : settings;
  }

  /** Where rights of machines are read, scopes that a person delegates must not count. */
  boolean mayReplace(String configured) {
    return claim.equals(configured) || !listsRights(configured);
  }

  private boolean listsRightsOfPeople() {
    return listsRights(claim);
  }

  private static boolean listsRights(String claim) {
    return claim.equals("roles") || claim.equals("permissions");
  }

  private Map<String, String> assignments(@Nullable String configured) {
    Map<String, String> settings = new LinkedHashMap<>();
    if (!claim.equals(configured)) {
      settings.put("scopeClaim", claim);
    }
    settings.put("scopeFormat", format == ScopeFormat.ARRAY ? "array" : "string");
    return settings;
  }

  /**
   * What to do if this claim does list the scopes.
   *
   * @param configured the claim that lists them now; null if it is another one than this
   */
  String advice(@Nullable String configured) {
    String setting = Advice.assignments(assignments(configured)).replace(" ", " and ");
    String cost =
        listsRightsOfPeople()
            ? "; in a person's token these may be rights of the person, so demand machines, too"
            : "";
    return "if this issuer lists scopes in "
        + claim
        + " ("
        + Quoted.own(String.join(" ", values))
        + "), set "
        + setting
        + cost;
  }
}
