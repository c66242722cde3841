package dev.tokenvalidator;

import dev.tokenvalidator.internal.text.Quoted;
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

  /** The settings that read the scopes from this claim. */
  Map<String, String> settings() {
    return claim.equals("scope")
        ? Map.of("scopeFormat", formatName())
        : Map.of("scopeClaim", claim, "scopeFormat", formatName());
  }

  /** What to do if this claim does list the scopes. */
  String advice() {
    String setting =
        claim.equals("scope")
            ? "set scopeFormat=" + formatName()
            : "set scopeClaim=" + claim + " and scopeFormat=" + formatName();
    String cost =
        claim.equals("roles")
            ? "; a person's token may have roles of the person there, so demand machines, too"
            : "";
    return "if this issuer lists scopes in "
        + claim
        + " ("
        + Quoted.own(String.join(" ", values))
        + "), "
        + setting
        + cost;
  }

  private String formatName() {
    return format == ScopeFormat.ARRAY ? "array" : "string";
  }
}
