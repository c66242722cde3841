package dev.tokenvalidator.examples.shopping.check;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.AccessTokenValidator;
import java.util.List;

/** A good token, none, and requests that carry one in the wrong way (RFC 6750 section 2.1). */
final class RequestCases {

  private RequestCases() {}

  static List<Case> all() {
    return List.of(
        new Case(
            "good token",
            "200, let in; subject = client id = shopmachineapp0000001",
            RequestCases::goodToken),
        new Case(
            "good token lists the products",
            "200, let in; [\"teapot\",\"cup\"]",
            stage -> {
              Received received = stage.get("/products", stage.issuer().token().mint());
              return received + "; " + received.body().strip();
            }),
        new Case(
            "Management API's token, at a validator for that API",
            "accepted, with scopes [all]",
            stage -> {
              String audience = stage.issuer().managementResource().indicator();
              try (AccessTokenValidator validator = stage.validator(audience)) {
                AccessToken token = validator.validate(managementToken(stage));
                return "accepted, with scopes " + token.scopes();
              }
            }),
        new Case(
            "Management API's token, at the shopping API",
            InvalidTokenCases.REFUSED,
            stage -> stage.get("/products", managementToken(stage)).toString()),
        new Case(
            "no token", "401 bare challenge, kept out", stage -> stage.get("/products").toString()),
        new Case(
            "another scheme",
            "401 bare challenge, kept out",
            stage -> stage.getProductsWith("Basic c2hvcDpzaG9w").toString()),
        new Case(
            "malformed header: two tokens in it",
            "400 invalid_request, kept out",
            stage -> stage.getProductsWith("Bearer " + good(stage) + " again").toString()),
        new Case(
            "malformed header: no token in it",
            "400 invalid_request, kept out",
            stage -> stage.getProductsWith("Bearer").toString()),
        new Case(
            "two Authorization headers, both good",
            "400 invalid_request, kept out",
            stage ->
                stage.getProductsWith("Bearer " + good(stage), "Bearer " + good(stage)).toString()),
        new Case(
            "open page without a token", "200, let in", stage -> stage.get("/health").toString()),
        new Case(
            "open page with a garbage token",
            "200, let in",
            stage -> stage.get("/health", "garbage").toString()),
        new Case(
            "unlisted path without a token",
            "401 bare challenge, kept out",
            stage -> stage.get("/unlisted").toString()),
        new Case(
            "unlisted path with a good token",
            "403 insufficient_scope, kept out",
            stage -> stage.get("/unlisted", good(stage)).toString()));
  }

  private static String goodToken(Stage stage) throws Exception {
    String token =
        stage.requestToken(
            stage.issuer().app(),
            "resource",
            stage.issuer().resource().indicator(),
            "scope",
            "read:products write:products");

    Received received = stage.get("/caller", token);

    String id = stage.issuer().app().id();
    boolean seesIt =
        received
            .body()
            .lines()
            .toList()
            .containsAll(List.of("subject    " + id, "client id  " + id));
    return received + "; " + (seesIt ? "subject = client id = " + id : received.body());
  }

  private static String good(Stage stage) {
    return stage.issuer().token().mint();
  }

  private static String managementToken(Stage stage) throws Exception {
    return stage.requestToken(
        stage.issuer().managementApp(),
        "resource",
        stage.issuer().managementResource().indicator(),
        "scope",
        "all");
  }
}
