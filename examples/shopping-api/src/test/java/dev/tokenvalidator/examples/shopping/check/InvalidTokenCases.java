package dev.tokenvalidator.examples.shopping.check;

import dev.tokenvalidator.fixtures.PublicKeyForm;
import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TokenBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Tokens that are invalid for different reasons. They all get the same response, which does not
 * tell the sender the reason.
 */
final class InvalidTokenCases {

  static final String REFUSED = "401 invalid_token, same answer, kept out";

  private InvalidTokenCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    cases.add(new Case("expired", REFUSED, sent(TokenBuilder::expired)));
    cases.add(
        new Case(
            "expires while the API runs",
            "200, let in; an hour later " + REFUSED,
            InvalidTokenCases::expiresWhileTheApiRuns));
    cases.add(
        new Case(
            "not yet valid",
            REFUSED,
            api -> {
              var inTenMinutes = api.issuer().clock().instant().plus(Duration.ofMinutes(10));
              return get(api, api.issuer().token().notBefore(inTenMinutes).mint());
            }));
    cases.add(
        new Case(
            "wrong issuer", REFUSED, sent(token -> token.issuer("https://other.example/oidc"))));
    cases.add(
        new Case("wrong audience", REFUSED, sent(token -> token.audience("https://other.api"))));
    cases.add(new Case("wrong type: JWT", REFUSED, sent(token -> token.type("JWT"))));
    cases.add(new Case("unsigned: alg none", REFUSED, sent(TokenBuilder::unsigned)));
    for (PublicKeyForm form : PublicKeyForm.values()) {
      cases.add(
          new Case(
              "HS256 with the public key, as " + form,
              REFUSED,
              sent(token -> token.hmacWithPublicKey(form))));
    }
    cases.add(
        new Case(
            "unknown key", REFUSED, sent(token -> token.signedBy(SigningKey.generate("ES384")))));
    cases.add(
        new Case(
            "unknown key under the issuer's key id",
            REFUSED,
            sent(token -> token.forgedBy(SigningKey.generate("ES384")))));
    cases.add(
        new Case(
            "tampered payload: another subject",
            REFUSED,
            sent(token -> token.tampered("sub", "adminmachineapp000001"))));
    cases.add(new Case("ID token", REFUSED, sent(TokenBuilder::idToken)));
    cases.add(new Case("ID token, type JWT", REFUSED, sent(token -> token.idToken().type("JWT"))));
    cases.add(new Case("opaque token", REFUSED, api -> get(api, api.issuer().opaqueToken())));
    cases.add(new Case("organization token", REFUSED, api -> get(api, ofOrganization(api, false))));
    cases.add(
        new Case(
            "organization_id, at a global API",
            REFUSED,
            api -> get(api, ofOrganization(api, true))));
    cases.add(
        new Case(
            "reserved audience",
            REFUSED,
            sent(token -> token.audience("urn:logto:resource:organizations"))));
    cases.add(
        new Case(
            "token with cnf: bound to its sender",
            REFUSED,
            sent(token -> token.claim("cnf", Map.of("jkt", "of-some-key")))));
    return List.copyOf(cases);
  }

  private static Case.Trial sent(UnaryOperator<TokenBuilder> change) {
    Function<TestIssuer, String> minted = issuer -> change.apply(issuer.token()).mint();
    return api -> get(api, minted.apply(api.issuer()));
  }

  private static String get(RunningApi api, String token) throws Exception {
    return api.get("/products", token).toString();
  }

  private static String expiresWhileTheApiRuns(RunningApi api) throws Exception {
    String token = api.issuer().token().mint();
    String before = get(api, token);
    // An hour of lifetime and 30 seconds of clock skew.
    api.issuer().clock().advance(Duration.ofHours(1).plusSeconds(30));
    return before + "; an hour later " + get(api, token);
  }

  /** Requests a token for the organization itself, or for the shopping API inside it. */
  private static String ofOrganization(RunningApi api, boolean forTheApi) throws Exception {
    TestIssuer issuer = api.issuer();
    String organization = issuer.organization().id();
    return forTheApi
        ? api.requestToken(
            issuer.app(),
            "organization_id",
            organization,
            "resource",
            issuer.resource().indicator(),
            "scope",
            "read:products")
        : api.requestToken(issuer.app(), "organization_id", organization, "scope", "invite:member");
  }
}
