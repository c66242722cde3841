package dev.tokenvalidator;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Types of tokens that are not access tokens: registered for other tokens, or usual names of ID and
 * refresh tokens. Any other type may be an issuer's own for access tokens.
 */
final class OtherTokenTypes {

  private static final Map<String, String> USES =
      Map.ofEntries(
          // OpenID Connect and security events.
          Map.entry("id+jwt", "ID tokens"),
          Map.entry("id_token+jwt", "ID tokens"),
          Map.entry("idtoken+jwt", "ID tokens"),
          Map.entry("id-token+jwt", "ID tokens"),
          Map.entry("id", "ID tokens"),
          Map.entry("id_token", "ID tokens"),
          Map.entry("idtoken", "ID tokens"),
          Map.entry("id-token", "ID tokens"),
          Map.entry("rt+jwt", "refresh tokens"),
          Map.entry("refresh+jwt", "refresh tokens"),
          Map.entry("refresh_token+jwt", "refresh tokens"),
          Map.entry("logout+jwt", "logout tokens (OpenID Connect Back-Channel Logout 1.0)"),
          Map.entry("secevent+jwt", "security events (RFC 8417)"),
          // What clients send to the issuer, and the issuer to clients.
          Map.entry("dpop+jwt", "proofs of possession (RFC 9449)"),
          Map.entry("oauth-authz-req+jwt", "authorization requests (RFC 9101)"),
          Map.entry("client-authentication+jwt", "client authentication (RFC 7523)"),
          Map.entry("authorization-grant+jwt", "authorization grants (RFC 7523)"),
          Map.entry("oauth-id-jag+jwt", "authorization grants"),
          Map.entry("oauth-authz-resp+jwt", "authorization responses"),
          Map.entry("userinfo+jwt", "UserInfo responses"),
          Map.entry("provided-claims+jwt", "claims about a person"),
          Map.entry("gnap-binding-jws", "signed requests (RFC 9635)"),
          Map.entry("gnap-binding-jwsd", "signed requests (RFC 9635)"),
          Map.entry("gnap-binding-rotation-jws", "signed requests (RFC 9635)"),
          Map.entry("gnap-binding-rotation-jwsd", "signed requests (RFC 9635)"),
          Map.entry("token-introspection+jwt", "introspection responses (RFC 9701)"),
          Map.entry("txntoken+jwt", "transaction tokens"),
          Map.entry("wit+jwt", "workload identity tokens, which are bound to a key"),
          Map.entry("wpt+jwt", "proofs of workloads"),
          Map.entry("eat+jwt", "attestations (RFC 9711)"),
          // OpenID Federation.
          Map.entry("entity-statement+jwt", "OpenID Federation"),
          Map.entry("trust-mark+jwt", "OpenID Federation"),
          Map.entry("trust-mark-delegation+jwt", "OpenID Federation"),
          Map.entry("trust-mark-status-response+jwt", "OpenID Federation"),
          Map.entry("resolve-response+jwt", "OpenID Federation"),
          Map.entry("explicit-registration-response+jwt", "OpenID Federation"),
          Map.entry("jwk-set+jwt", "signed key sets"),
          // Credentials and wallets.
          Map.entry("statuslist+jwt", "status lists"),
          Map.entry("kb+jwt", "key binding"),
          Map.entry("sd-jwt", "credentials"),
          Map.entry("vc+jwt", "credentials"),
          Map.entry("vp+jwt", "credentials"),
          Map.entry("openid4vci-proof+jwt", "requests for credentials"),
          Map.entry("openid4vci-issuer-metadata+jwt", "metadata"),
          Map.entry("passport", "identities of telephone callers (RFC 8225)"),
          // RFC 7515 section 4.1.9.
          Map.entry("jose+json", "the JSON serialization, which no header can carry"));

  private OtherTokenTypes() {}

  /**
   * What a type is for.
   *
   * @param type in lower case, without {@code application/}
   * @return null if access tokens may have it
   */
  static @Nullable String use(String type) {
    if (type.endsWith("+sd-jwt")) {
      return "credentials";
    }
    return type.contains("attestation") ? "attestations" : USES.get(type);
  }
}
