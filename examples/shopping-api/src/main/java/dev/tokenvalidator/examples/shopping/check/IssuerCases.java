package dev.tokenvalidator.examples.shopping.check;

import dev.tokenvalidator.fixtures.TestIssuer;
import java.time.Duration;
import java.util.List;

/** An issuer that is down, or changes its keys, while the API runs. */
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
            stage -> {
              String first = get(stage, stage.issuer().token().mint());
              String second = stage.issuer().token().mint();
              stage.issuer().stop();
              return first + "; down " + get(stage, second);
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

  private static String downBeforeTheFirstToken(Stage stage) throws Exception {
    TestIssuer issuer = stage.issuer();
    String token = issuer.token().mint();

    issuer.stop();
    Received down = stage.get("/products", token);
    issuer.resume();
    issuer.clock().advance(Duration.ofSeconds(Long.parseLong(down.header("retry-after"))));

    return down + "; then " + get(stage, token);
  }

  private static String rotatedWithoutGrace(Stage stage) throws Exception {
    String old = stage.issuer().token().mint();
    String before = get(stage, old);

    stage.issuer().keys().rotate();

    String afterwards = get(stage, stage.issuer().token().mint());
    return before + "; new key " + afterwards + "; old key " + get(stage, old);
  }

  private static String fromEcToRsa(Stage stage) throws Exception {
    String ec = stage.issuer().token().mint();
    String before = get(stage, ec);

    stage.issuer().keys().rotateKeepingOld("RS256");

    String rsa = get(stage, stage.issuer().token().mint());
    return before + "; RS256 " + rsa + "; ES384 " + get(stage, ec);
  }

  private static String get(Stage stage, String token) throws Exception {
    return stage.get("/products", token).toString();
  }
}
