package dev.tokenvalidator.examples.shopping.check;

import java.util.List;

/** Good tokens with and without the required scope (RFC 6750 section 3.1). */
final class ScopeCases {

  private static final String NEEDS_READ = "403 insufficient_scope, scope read:products, kept out";
  private static final String NEEDS_WRITE =
      "403 insufficient_scope, scope write:products, kept out";

  private ScopeCases() {}

  static List<Case> all() {
    return List.of(
        new Case(
            "no scope requested, none granted",
            NEEDS_READ,
            api -> {
              String resource = api.issuer().resource().indicator();
              String token = api.requestToken(api.issuer().app(), "resource", resource);
              return api.get("/products", token).toString();
            }),
        new Case(
            "missing scope, at a route",
            NEEDS_READ,
            api -> api.get("/products", withScope(api, "write:products")).toString()),
        new Case(
            "missing scope, at an annotated method",
            NEEDS_WRITE + "; [\"teapot\",\"cup\"]",
            api -> postAndList(api, withScope(api, "read:products"))),
        new Case(
            "granted scope, at an annotated method",
            "201, let in; [\"teapot\",\"cup\",\"kettle\"]",
            api -> postAndList(api, withScope(api, "write:products"))),
        new Case(
            "scope read:products-all, which begins with the required one",
            NEEDS_READ,
            api -> api.get("/products", withScope(api, "read:products-all")).toString()),
        new Case(
            "scope read:product, a part of the required one",
            NEEDS_READ,
            api -> api.get("/products", withScope(api, "read:product")).toString()));
  }

  private static String withScope(RunningApi api, String scope) {
    return api.issuer().token().scope(scope).mint();
  }

  private static String postAndList(RunningApi api, String token) throws Exception {
    ApiResponse posted = api.post("kettle", token);
    return posted + "; " + api.get("/products", withScope(api, "read:products")).body().strip();
  }
}
