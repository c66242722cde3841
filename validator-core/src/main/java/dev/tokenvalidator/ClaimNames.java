package dev.tokenvalidator;

import dev.tokenvalidator.internal.text.Quoted;
import java.util.List;
import java.util.Set;

/** Names of claims with a fixed meaning, which no setting can change. */
final class ClaimNames {

  /** RFC 7519 section 4.1. */
  private static final Set<String> JWT = Set.of("iss", "sub", "aud", "exp", "nbf", "iat", "jti");

  /**
   * OpenID Connect Core 1.0 sections 2, 3.3.2.11, 5.6.2 and 7.4, its logout tokens, CIBA and the
   * Financial-grade API.
   */
  private static final Set<String> ID_TOKEN =
      Set.of(
          "nonce",
          "auth_time",
          "acr",
          "amr",
          "azp",
          "at_hash",
          "c_hash",
          "s_hash",
          "urn:openid:params:jwt:claim:rt_hash",
          "urn:openid:params:jwt:claim:auth_req_id",
          "sid",
          "events",
          "sub_jwk",
          "_claim_names",
          "_claim_sources",
          "verified_claims");

  /** OpenID Connect Core 1.0 section 5.1. People choose some of the values themselves. */
  private static final Set<String> PERSON =
      Set.of(
          "name",
          "given_name",
          "family_name",
          "middle_name",
          "nickname",
          "preferred_username",
          "profile",
          "picture",
          "website",
          "email",
          "email_verified",
          "gender",
          "birthdate",
          "zoneinfo",
          "locale",
          "phone_number",
          "phone_number_verified",
          "address",
          "updated_at");

  /** Claims that Auth0, Cognito, Entra, Keycloak, Okta or ZITADEL add to ID tokens. */
  private static final Set<String> ID_TOKEN_OF_VENDORS =
      Set.of(
          "client_id",
          "cognito:groups",
          "cognito:preferred_role",
          "cognito:roles",
          "cognito:username",
          "event_id",
          "groups",
          "identities",
          "idp",
          "oid",
          "org_id",
          "org_name",
          "origin_jti",
          "rh",
          "roles",
          "session_state",
          "tid",
          "uti",
          "ver");

  /** RFC 7800, RFC 8693 section 4, and Logto: other settings and rules judge them. */
  private static final Set<String> ELSEWHERE = Set.of("cnf", "act", "may_act", "organization_id");

  /** Claims that ID tokens and logout tokens have, and access tokens lack. */
  static final List<String> ONLY_OTHER_TOKENS =
      List.of("nonce", "at_hash", "c_hash", "s_hash", "events");

  private ClaimNames() {}

  /**
   * Whether ID tokens of some issuer have the claim, or another check covers it: then its presence
   * does not show that a token is an access token.
   */
  static boolean isOfIdTokens(String name) {
    return hasFixedMeaning(name) || ID_TOKEN_OF_VENDORS.contains(name);
  }

  /**
   * Checks the claim that lists the scopes.
   *
   * @throws InvalidSettingException if its name is malformed, or it means something else
   */
  static void checkScopeClaim(String name) {
    String fix =
        "give the claim in which this issuer lists the scopes, such as scope, scp (Okta) or roles"
            + " (Entra)";
    checkText("scopeClaim", name, fix);
    if (hasFixedMeaning(name) || name.equals("client_id")) {
      throw new InvalidSettingException(
          "scopeClaim", Quoted.own(name) + " lists no scopes; " + fix);
    }
  }

  /**
   * Checks the claim that names the client.
   *
   * @param scopeClaim the claim that lists the scopes
   * @throws InvalidSettingException if its name is malformed, or it means something else
   */
  static void checkClientIdClaim(String name, String scopeClaim) {
    String fix =
        "give the claim in which this issuer names the client, such as client_id, azp (Keycloak,"
            + " Auth0) or cid (Okta)";
    checkText("clientIdClaim", name, fix);
    boolean isOfScopes = name.equals(scopeClaim) || name.equals("scope") || name.equals("scp");
    if (isOfScopes || (hasFixedMeaning(name) && !name.equals("azp"))) {
      throw new InvalidSettingException(
          "clientIdClaim", Quoted.own(name) + " does not name the client; " + fix);
    }
  }

  /**
   * Checks a name or a value that is compared exactly.
   *
   * @param fix what to give instead
   * @throws InvalidSettingException if it is blank or has white space around it
   */
  static void checkText(String setting, String text, String fix) {
    if (text.isBlank() || !text.equals(text.strip())) {
      throw new InvalidSettingException(
          setting, Quoted.own(text) + " is blank or has white space around it; " + fix);
    }
  }

  private static boolean hasFixedMeaning(String name) {
    return JWT.contains(name)
        || ID_TOKEN.contains(name)
        || PERSON.contains(name)
        || ELSEWHERE.contains(name);
  }
}
