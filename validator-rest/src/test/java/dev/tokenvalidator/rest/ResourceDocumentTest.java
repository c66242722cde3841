package dev.tokenvalidator.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.ProtectedResource;
import dev.tokenvalidator.Refusal;
import dev.tokenvalidator.Refusal.Outcome;
import dev.tokenvalidator.RequiresScope;
import jakarta.annotation.Priority;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The application as a protected resource of RFC 9728: its document, and its challenges. */
class ResourceDocumentTest extends RestTestBase {

  private static final String SHOP = "https://shopping.api/shop";
  private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";
  private static final String DOCUMENT = WELL_KNOWN + "/shop";
  private static final String METADATA =
      "resource_metadata=\"https://shopping.api" + DOCUMENT + "\"";

  private static final String INVALID =
      "Bearer error=\"invalid_token\", error_description=\"The access token is not valid here\", ";

  private final AccessTokenValidator both =
      validator(settings().audience(SHOP, "https://shopping.api"));

  /** Products of a shop. */
  @Path("/products")
  public static class Products {
    @GET
    @RequiresScope({"read:products", "use:shop"})
    public String list() {
      return "products";
    }

    @GET
    @Path("any")
    @RequiresScope(anyOf = {"read:products", "admin"})
    public String any() {
      return "any";
    }

    @GET
    @Path("unannotated")
    public String unannotated() {
      return "";
    }
  }

  private AppOf shop(Object... components) {
    return AppOf.of(components)
        .with(
            BearerTokenFeature.builder()
                .validator(both)
                .protectedResource(ProtectedResource.of(SHOP).withName("Shop"))
                .build());
  }

  private RestApp start() throws Exception {
    return closing(RestApp.start(shop(Products.class)));
  }

  private String tokenFor(String audience, String scopes) {
    return issuer.token().audience(audience).scope(scopes).mint();
  }

  private static String challenge(HttpResponse<String> response) {
    return response.headers().firstValue("WWW-Authenticate").orElse("none");
  }

  @Test
  void servesTheDocumentWithoutAToken() throws Exception {
    RestApp app = start();

    for (String token : new String[] {null, "no.such.token", tokenFor(SHOP, "")}) {
      HttpResponse<String> document = app.get(DOCUMENT, token);
      assertThat(document.statusCode()).isEqualTo(200);
      assertThat(document.body())
          .isEqualTo(
              "{\"resource\":\"https://shopping.api/shop\",\"authorization_servers\":[\""
                  + issuer.issuer()
                  + "\"],\"bearer_methods_supported\":[\"header\"],\"resource_name\":\"Shop\"}");
      assertThat(document.headers().firstValue("Content-Type").orElse(""))
          .startsWith("application/json");
      assertThat(document.headers().firstValue("Cache-Control")).hasValue("public, max-age=3600");
      assertThat(document.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
      assertThat(document.headers().allValues("Access-Control-Allow-Origin")).containsExactly("*");
    }
    assertThat(refusals).isEmpty();
  }

  @Test
  void answersEachMethod() throws Exception {
    RestApp app = start();
    HttpResponse<String> document = app.get(DOCUMENT, null);
    String length = Integer.toString(document.body().length());
    String etag = document.headers().firstValue("ETag").orElseThrow();

    HttpResponse<String> head = app.send("HEAD", DOCUMENT, null);
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("Content-Length").orElse(length)).isEqualTo(length);
    assertThat(head.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
    assertThat(head.headers().firstValue("ETag")).hasValue(etag);

    HttpResponse<String> known =
        app.send(app.request("GET", DOCUMENT, null).header("If-None-Match", "W/" + etag));
    assertThat(known.statusCode()).isEqualTo(304);
    assertThat(known.body()).isEmpty();
    assertThat(known.headers().firstValue("ETag")).hasValue(etag);

    HttpResponse<String> preflight = app.send("OPTIONS", DOCUMENT, null);
    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods"))
        .hasValue("GET, HEAD");

    HttpResponse<String> post = app.send("POST", DOCUMENT, null);
    assertThat(post.statusCode()).isEqualTo(405);
    assertThat(post.headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%2Ewell-known/oauth-protected-resource/%73hop", DOCUMENT + "?a=b"})
  void comparesTheDecodedPath(String path) throws Exception {
    assertThat(start().get(path, null).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        WELL_KNOWN,
        WELL_KNOWN + "/",
        WELL_KNOWN + "/other",
        DOCUMENT + "/",
        DOCUMENT + "/more",
        DOCUMENT + ";a=b",
        WELL_KNOWN + "/Shop",
        "/shop" + WELL_KNOWN,
        "/shop" + DOCUMENT
      })
  void asksStrangersForATokenAtEveryOtherPath(String path) throws Exception {
    RestApp app = start();

    HttpResponse<String> stranger = app.get(path, null);
    assertThat(stranger.statusCode()).isEqualTo(401);
    assertThat(challenge(stranger)).isEqualTo("Bearer " + METADATA);
    assertThat(app.get(path, tokenFor(SHOP, "")).statusCode()).isEqualTo(404);
  }

  /** Some servers refuse an encoded slash themselves. */
  @Test
  void servesNothingAtAnEncodedSlash() throws Exception {
    assertThat(start().get(WELL_KNOWN + "%2Fshop", null).statusCode()).isBetween(400, 401);
  }

  @Test
  void namesTheMetadataAndTheScopesInEveryChallenge() throws Exception {
    RestApp app = start();
    String forged = tokenFor(SHOP, "read:products use:shop") + "x";

    assertThat(challenge(app.get("/products", null)))
        .isEqualTo("Bearer scope=\"read:products use:shop\", " + METADATA);
    assertThat(challenge(app.get("/products/any", null)))
        .isEqualTo("Bearer scope=\"read:products\", " + METADATA);
    assertThat(challenge(app.get("/products/unannotated", null))).isEqualTo("Bearer " + METADATA);
    assertThat(challenge(app.get("/none", null))).isEqualTo("Bearer " + METADATA);
    assertThat(challenge(app.get("/products", forged)))
        .isEqualTo(INVALID + "scope=\"read:products use:shop\", " + METADATA);
    assertThat(challenge(app.send("HEAD", "/products", forged)))
        .isEqualTo(INVALID + "scope=\"read:products use:shop\", " + METADATA);
    assertThat(challenge(app.get("/none", forged))).isEqualTo(INVALID + METADATA);
    assertThat(challenge(app.get("/products", tokenFor(SHOP, "use:shop"))))
        .isEqualTo(
            "Bearer error=\"insufficient_scope\", error_description=\"The access token does not"
                + " allow this request\", scope=\"read:products use:shop\", "
                + METADATA);
    HttpResponse<String> twice =
        app.send(app.request("GET", "/products", forged).header("Authorization", "Bearer a"));
    assertThat(challenge(twice))
        .isEqualTo(
            "Bearer error=\"invalid_request\", error_description=\"The request does not carry one"
                + " well-formed bearer token\", "
                + METADATA);
    assertThat(refusals)
        .extracting(Refusal::outcome)
        .containsExactly(
            Outcome.NO_TOKEN,
            Outcome.NO_TOKEN,
            Outcome.NO_TOKEN,
            Outcome.NO_TOKEN,
            Outcome.INVALID_TOKEN,
            Outcome.INVALID_TOKEN,
            Outcome.INVALID_TOKEN,
            Outcome.INSUFFICIENT_SCOPE,
            Outcome.INVALID_REQUEST);
  }

  @Test
  void namesNoMetadataWithoutAResource() throws Exception {
    RestApp app = alone(Products.class);

    assertThat(challenge(app.get("/products", null))).isEqualTo("Bearer");
    assertThat(challenge(app.get("/products", token("use:shop") + "x")))
        .isEqualTo(
            "Bearer error=\"invalid_token\", error_description=\"The access token is not valid"
                + " here\"");
    assertThat(app.get(DOCUMENT, null).statusCode()).isEqualTo(401);
    HttpResponse<String> script =
        app.send(app.request("GET", "/products", null).header("Origin", "https://shop.example"));
    assertThat(script.headers().firstValue("Access-Control-Expose-Headers")).isEmpty();
  }

  @Test
  void acceptsTokensForTheResourceOnly() throws Exception {
    RestApp app = start();
    String scopes = "read:products use:shop";

    assertThat(app.get("/products", tokenFor(SHOP, scopes)).statusCode()).isEqualTo(200);
    assertThat(app.get("/products", tokenFor("https://shopping.api", scopes)).statusCode())
        .isEqualTo(401);
  }

  /** A CORS filter as many applications have it. Response filters run in descending order. */
  @Priority(2)
  public static class Cors implements ContainerResponseFilter {
    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
      response.getHeaders().add("Access-Control-Allow-Origin", "https://shop.example");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/products", "/none"})
  void letsScriptsOfOtherSitesReadTheChallenge(String path) throws Exception {
    RestApp app = closing(RestApp.start(shop(Products.class, new Cors())));

    HttpResponse<String> script =
        app.send(app.request("GET", path, null).header("Origin", "https://shop.example"));
    assertThat(script.statusCode()).isEqualTo(401);
    assertThat(script.headers().allValues("Access-Control-Expose-Headers"))
        .containsExactly("WWW-Authenticate");
    assertThat(app.get(path, null).headers().firstValue("Access-Control-Expose-Headers")).isEmpty();
  }

  @Test
  void letsScriptsOfEverySiteReadTheDocument() throws Exception {
    RestApp app = closing(RestApp.start(shop(Products.class, new Cors())));

    HttpResponse<String> document =
        app.send(app.request("GET", DOCUMENT, null).header("Origin", "https://other.example"));
    assertThat(document.headers().allValues("Access-Control-Allow-Origin")).containsExactly("*");
  }

  @Test
  void servesTheDocumentBelowTheBasePathAndSaysSo() throws Exception {
    List<String> log = new CopyOnWriteArrayList<>();
    Handler records =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            log.add(line.getMessage());
          }

          @Override
          public void flush() {
            // Nothing is kept back.
          }

          @Override
          public void close() {
            // Nothing is open.
          }
        };
    Logger logger = Logger.getLogger("dev.tokenvalidator.rest");
    logger.setLevel(Level.WARNING);
    logger.addHandler(records);
    try {
      RestApp app = closing(RestApp.startAt("/app", shop(Products.class)));
      assertThat(app.get("/app" + DOCUMENT, null).statusCode()).isEqualTo(200);
      assertThat(app.get("/app" + WELL_KNOWN, null).statusCode()).isEqualTo(401);
    } finally {
      logger.removeHandler(records);
      logger.setLevel(null);
    }
    assertThat(log)
        .filteredOn(line -> line.contains("the metadata of"))
        .singleElement()
        .asString()
        .contains("is served at /app" + DOCUMENT, "https://shopping.api" + DOCUMENT);
  }
}
