package dev.tokenvalidator.examples.shopping.check;

import java.util.List;

/** Good tokens that allow too little, and the one that allows it (RFC 6750 section 3.1). */
final class ScopeCases {

  private static final String NEEDS_READ = "403 insufficient_scope, scope read:products, kept out";
  private static final String NEEDS_WRITE =
      "403 insufficient_scope, scope write:products, kept out";

  private ScopeCases() {}

  static List<Case> all() {
    return List.of(
        new Case(
            "no scope asked for, none granted",
            NEEDS_READ,
            stage -> {
              String resource = stage.issuer().resource().indicator();
              String token = stage.requestToken(stage.issuer().app(), "resource", resource);
              return stage.get("/products", token).toString();
            }),
        new Case(
            "missing scope, at a route",
            NEEDS_READ,
            stage -> stage.get("/products", withScope(stage, "write:products")).toString()),
        new Case(
            "missing scope, at an annotated method",
            NEEDS_WRITE + "; [\"teapot\",\"cup\"]",
            stage -> postAndList(stage, withScope(stage, "read:products"))),
        new Case(
            "granted scope, at an annotated method",
            "201, let in; [\"teapot\",\"cup\",\"kettle\"]",
            stage -> postAndList(stage, withScope(stage, "write:products"))),
        new Case(
            "scope read:products-all, where part of it would do",
            NEEDS_READ,
            stage -> stage.get("/products", withScope(stage, "read:products-all")).toString()),
        new Case(
            "scope read:product, a part of the needed one",
            NEEDS_READ,
            stage -> stage.get("/products", withScope(stage, "read:product")).toString()));
  }

  private static String withScope(Stage stage, String scope) {
    return stage.issuer().token().scope(scope).mint();
  }

  private static String postAndList(Stage stage, String token) throws Exception {
    Received posted = stage.post("kettle", token);
    return posted + "; " + stage.get("/products", withScope(stage, "read:products")).body().strip();
  }
}
