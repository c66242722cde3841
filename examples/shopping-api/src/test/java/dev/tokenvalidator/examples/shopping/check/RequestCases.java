package dev.tokenvalidator.examples.shopping.check;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.AccessTokenValidator;
import java.util.List;

/**
 * Requests with a good token, without a token, and with a malformed header (RFC 6750 section 2.1).
 */
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
            api -> {
              ApiResponse received = api.get("/products", api.issuer().token().mint());
              return received + "; " + received.body().strip();
            }),
        new Case(
            "Management API's token, at a validator for that API",
            "accepted, with scopes [all]",
            api -> {
              String audience = api.issuer().managementResource().indicator();
              try (AccessTokenValidator validator = api.validator(audience)) {
                AccessToken token = validator.validate(managementToken(api));
                return "accepted, with scopes " + token.scopes();
              }
            }),
        new Case(
            "Management API's token, at the shopping API",
            InvalidTokenCases.REFUSED,
            api -> api.get("/products", managementToken(api)).toString()),
        new Case(
            "no token", "401 bare challenge, kept out", api -> api.get("/products").toString()),
        new Case(
            "another scheme",
            "401 bare challenge, kept out",
            api -> api.getProductsWith("Basic c2hvcDpzaG9w").toString()),
        new Case(
            "malformed header: two tokens in it",
            "400 invalid_request, kept out",
            api -> api.getProductsWith("Bearer " + good(api) + " again").toString()),
        new Case(
            "malformed header: no token in it",
            "400 invalid_request, kept out",
            api -> api.getProductsWith("Bearer").toString()),
        new Case(
            "two Authorization headers, both good",
            "400 invalid_request, kept out",
            api -> api.getProductsWith("Bearer " + good(api), "Bearer " + good(api)).toString()),
        new Case("open page without a token", "200, let in", api -> api.get("/health").toString()),
        new Case(
            "open page with a garbage token",
            "200, let in",
            api -> api.get("/health", "garbage").toString()),
        new Case(
            "unlisted path without a token",
            "401 bare challenge, kept out",
            api -> api.get("/unlisted").toString()),
        new Case(
            "unlisted path with a good token",
            "403, kept out",
            api -> api.get("/unlisted", good(api)).toString()));
  }

  private static String goodToken(RunningApi api) throws Exception {
    String token =
        api.requestToken(
            api.issuer().app(),
            "resource",
            api.issuer().resource().indicator(),
            "scope",
            "read:products write:products");

    ApiResponse received = api.get("/caller", token);

    String id = api.issuer().app().id();
    boolean seesIt =
        received
            .body()
            .lines()
            .toList()
            .containsAll(List.of("subject    " + id, "client id  " + id));
    return received + "; " + (seesIt ? "subject = client id = " + id : received.body());
  }

  private static String good(RunningApi api) {
    return api.issuer().token().mint();
  }

  private static String managementToken(RunningApi api) throws Exception {
    return api.requestToken(
        api.issuer().managementApp(),
        "resource",
        api.issuer().managementResource().indicator(),
        "scope",
        "all");
  }
}
