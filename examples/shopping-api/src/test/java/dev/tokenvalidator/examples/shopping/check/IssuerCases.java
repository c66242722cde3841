package dev.tokenvalidator.examples.shopping.check;

import dev.tokenvalidator.fixtures.TestIssuer;
import java.time.Duration;
import java.util.List;

/** An issuer that goes down or changes its keys while the API runs. */
final class IssuerCases {

  private IssuerCases() {}

  static List<Case> all() {
    return List.of(
        new Case(
            "issuer down before the first token, then back",
            "503 with Retry-After, kept out; then 200, let in",
            IssuerCases::downBeforeTheFirstToken),
        new Case(
            "issuer down after the first token",
            "200, let in; down 200, let in",
            api -> {
              String first = get(api, api.issuer().token().mint());
              String second = api.issuer().token().mint();
              api.issuer().stop();
              return first + "; down " + get(api, second);
            }),
        new Case(
            "key rotated without grace",
            "200, let in; new key 200, let in; old key " + InvalidTokenCases.REFUSED,
            IssuerCases::rotatedWithoutGrace),
        new Case(
            "EC key replaced by an RSA key, both published",
            "200, let in; RS256 200, let in; ES384 200, let in",
            IssuerCases::fromEcToRsa));
  }

  private static String downBeforeTheFirstToken(RunningApi api) throws Exception {
    TestIssuer issuer = api.issuer();
    String token = issuer.token().mint();

    issuer.stop();
    ApiResponse down = api.get("/products", token);
    issuer.resume();
    issuer.clock().advance(Duration.ofSeconds(Long.parseLong(down.header("retry-after"))));

    return down + "; then " + get(api, token);
  }

  private static String rotatedWithoutGrace(RunningApi api) throws Exception {
    String old = api.issuer().token().mint();
    String before = get(api, old);

    api.issuer().keys().rotate();

    String afterwards = get(api, api.issuer().token().mint());
    return before + "; new key " + afterwards + "; old key " + get(api, old);
  }

  private static String fromEcToRsa(RunningApi api) throws Exception {
    String ec = api.issuer().token().mint();
    String before = get(api, ec);

    api.issuer().keys().rotateKeepingOld("RS256");

    String rsa = get(api, api.issuer().token().mint());
    return before + "; RS256 " + rsa + "; ES384 " + get(api, ec);
  }

  private static String get(RunningApi api, String token) throws Exception {
    return api.get("/products", token).toString();
  }
}
