package dev.tokenvalidator;

import dev.tokenvalidator.internal.text.Quoted;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Explains to the operator what a valid token lacks. Decides nothing. */
final class Shortfalls {

  /** Claims that only machines of some issuer have, with their values. */
  private static final List<Map.Entry<String, String>> MACHINE_CLAIMS =
      List.of(
          Map.entry("idtyp", "app"),
          Map.entry("gty", "client-credentials"),
          Map.entry("aut", "APPLICATION"));

  private static final String NOT_GRANTED =
      "let the client request what is missing (parameter scope of its token request) and the"
          + " issuer grant it (Logto: by a role of the application; Keycloak: by a client scope of"
          + " that name, which is a default scope of the client; Spring Authorization Server: by the"
          + " client's registration)";

  private Shortfalls() {}

  /** The token is not a machine's, or does not say so. */
  static Explanation notMachine(AccessToken token) {
    MachineRule rule = token.machineRule();
    Explanation explanation =
        Explanation.of(
            "a machine (" + rule.condition() + ")",
            (token.callerKind() == CallerKind.PERSON ? "a person" : "a token that does not say so")
                + " of "
                + client(token));
    MachineRule better = ruleOfMachine(token);
    if (better != null && !better.equals(rule)) {
      return explanation.withHint(
          "this looks like a machine of another issuer ("
              + better.condition()
              + "): if no token of a person has that, set machineRule="
              + better
              + "; then every token with it counts as a machine's");
    }
    return rule.equals(MachineRule.LOGTO)
        ? explanation.withHint(
            "machineRule=logto is the rule of Logto; if another issuer signed this, set machineRule"
                + " to a claim that only its machines have")
        : explanation;
  }

  /** The rule by which a token is a machine's at a known issuer; null if there is none. */
  private static @Nullable MachineRule ruleOfMachine(AccessToken token) {
    Map<String, @Nullable Object> claims = token.claims();
    for (Map.Entry<String, String> claim : MACHINE_CLAIMS) {
      if (claims.containsKey(claim.getKey())) {
        return claim.getValue().equals(claims.get(claim.getKey()))
            ? MachineRule.claim(claim.getKey(), claim.getValue())
            : null;
      }
    }
    return isServiceAccountOfKeycloak(token) ? MachineRule.KEYCLOAK : null;
  }

  /** A realm may write client_id into the tokens of people, too; they have a name and a session. */
  private static boolean isServiceAccountOfKeycloak(AccessToken token) {
    Map<String, @Nullable Object> claims = token.claims();
    return token.issuer().contains("/realms/")
        && claims.get("client_id") instanceof String client
        && client.equals(claims.get("azp"))
        && claims.get("preferred_username") instanceof String name
        && name.startsWith("service-account-")
        && !claims.containsKey("sid")
        && !claims.containsKey("session_state");
  }

  /**
   * The token was not granted every scope.
   *
   * @param access what the request needs
   * @param missing the part of it that the token does not meet
   */
  static Explanation missingScopes(
      String access, List<ScopeRequirement> missing, AccessToken token) {
    Explanation explanation =
        Explanation.of(
            access,
            granted(token.scopes())
                + " of "
                + client(token)
                + ", missing "
                + names(missing, token));
    Optional<ScopeCandidate> elsewhere =
        token.scopes().isEmpty() ? ScopeCandidate.in(token.claims()) : Optional.empty();
    return explanation.withHint(
        elsewhere.map(candidate -> candidate.advice(null)).orElse(NOT_GRANTED));
  }

  private static String granted(Set<String> scopes) {
    return scopes.isEmpty() ? "no scope" : "scope " + Quoted.own(String.join(" ", scopes));
  }

  private static String client(AccessToken token) {
    return "client " + Quoted.own(token.clientId());
  }

  private static String names(List<ScopeRequirement> missing, AccessToken token) {
    Set<String> names = new LinkedHashSet<>();
    for (ScopeRequirement requirement : missing) {
      Collection<String> absent = new LinkedHashSet<>(requirement.scopes());
      absent.removeAll(token.scopes());
      names.add(
          requirement.match() == ScopeRequirement.Match.ANY && absent.size() > 1
              ? "one of " + String.join(" ", absent)
              : String.join(" ", absent));
    }
    return String.join(" and ", names);
  }
}
