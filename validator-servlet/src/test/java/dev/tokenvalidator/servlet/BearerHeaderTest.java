package dev.tokenvalidator.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.Refusal;
import dev.tokenvalidator.Refusal.Outcome;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.servlet.Http.Response;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the filter reads the token of a request (RFC 6750 section 2). */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
class BearerHeaderTest {

  private final Container container;

  BearerHeaderTest(Container container) {
    this.container = container;
  }

  @Test
  @Tag("S01")
  void challengesRequestsWithoutToken(TestIssuer issuer) throws Exception {
    try (TestApp app = ShopApp.on(container, issuer).start()) {
      Response response = app.send("GET", "/products");

      ShopApp.assertRefused(app, response, 401);
      assertThat(response.header("WWW-Authenticate")).contains("Bearer");
      assertThat(app.refusals()).extracting(Refusal::outcome).containsExactly(Outcome.NO_TOKEN);
      assertThat(ShopApp.lastRoute(app)).contains("GET /products allOf(read:products)");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic dXNlcjpwYXNz", "DPoP abc", "Bearerx abc"})
  @Tag("S01")
  void treatsOtherSchemesAsNoToken(String authorization, TestIssuer issuer) throws Exception {
    try (TestApp app = ShopApp.on(container, issuer).start()) {
      Response response = app.send("GET", "/products", "Authorization: " + authorization);

      ShopApp.assertRefused(app, response, 401);
      assertThat(response.header("WWW-Authenticate")).contains("Bearer");
    }
  }

  @Test
  @Tag("S01")
  void saysThatTheWordBearerIsMissing(TestIssuer issuer) throws Exception {
    try (TestApp app = ShopApp.on(container, issuer).start()) {
      String token = issuer.token().scope("read:products").mint();

      Response response = app.send("GET", "/products", "Authorization: " + token);

      ShopApp.assertRefused(app, response, 401);
      assertThat(app.refusals())
          .extracting(refusal -> refusal.explanation().hint().orElse(""))
          .containsExactly(
              "the header lacks the word Bearer: it must be \"Authorization: Bearer <token>\"");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer", "Bearer a b", "Bearer a,b", "Bearer\ta", "Bearer \u00e9", "="})
  @Tag("S02")
  void refusesMalformedHeaders(String authorization, TestIssuer issuer) throws Exception {
    try (TestApp app = ShopApp.on(container, issuer).start()) {
      Response response = app.send("GET", "/products", "Authorization: " + authorization);

      ShopApp.assertRefused(app, response, 400);
      assertThat(response.header("WWW-Authenticate").orElseThrow())
          .contains("error=\"invalid_request\"");
      assertThat(app.refusals())
          .extracting(Refusal::outcome)
          .containsExactly(Outcome.INVALID_REQUEST);
      assertThat(ShopApp.lastRoute(app)).contains("GET /products allOf(read:products)");
    }
  }

  @Test
  void acceptsSeveralSpacesInTheHeader(TestIssuer issuer) throws Exception {
    try (TestApp app = ShopApp.on(container, issuer).start()) {
      String token = issuer.token().scope("read:products").mint();

      assertThat(app.send("GET", "/products", "Authorization: Bearer   " + token).status())
          .isEqualTo(200);
    }
  }

  @Test
  @Tag("S03")
  void refusesTwoAuthorizationHeaders(TestIssuer issuer) throws Exception {
    try (TestApp app = ShopApp.on(container, issuer).start()) {
      String header = "Authorization: Bearer " + issuer.token().mint();

      Response response = app.send("GET", "/products", header, header);

      ShopApp.assertRefused(app, response, 400);
      assertThat(response.body()).contains("\"error\":\"invalid_request\"");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "access_token=x",
        "access_token",
        "a=b&access_token=x&c=d",
        "a&&access%5Ftoken=x",
        "%61ccess_token=x"
      })
  @Tag("S03")
  void refusesATokenInTheQueryBesideTheHeader(String query, TestIssuer issuer) throws Exception {
    try (TestApp app = ShopApp.on(container, issuer).start()) {
      String token = issuer.token().scope("read:products").mint();

      Response response = app.get("/products?" + query, token);

      ShopApp.assertRefused(app, response, 400);
      assertThat(response.body()).contains("\"error\":\"invalid_request\"");
      assertThat(app.refusals())
          .extracting(Refusal::outcome)
          .containsExactly(Outcome.INVALID_REQUEST);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"access_tokens=x", "ACCESS_TOKEN=x", "a=access_token", "", "&"})
  void acceptsEveryOtherQuery(String query, TestIssuer issuer) throws Exception {
    try (TestApp app = ShopApp.on(container, issuer).start()) {
      String token = issuer.token().scope("read:products").mint();

      assertThat(app.get("/products?" + query, token).status()).isEqualTo(200);
    }
  }

  @Test
  void acceptsMalformedQueriesThatTheContainerAccepts(TestIssuer issuer) throws Exception {
    try (TestApp app = ShopApp.on(container, issuer).start()) {
      String token = issuer.token().scope("read:products").mint();

      assertThat(app.get("/products?%zz=x", token).status())
          .isEqualTo(container == Container.UNDERTOW ? 400 : 200);
    }
  }

  @Test
  @Tag("S03")
  void ignoresATokenInTheQuery(TestIssuer issuer) throws Exception {
    try (TestApp app = ShopApp.on(container, issuer).start()) {
      String token = issuer.token().mint();

      ShopApp.assertRefused(app, app.send("GET", "/products?access_token=" + token), 401);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer rubbish", "Bearer", "rubbish", "Bearer a, Bearer b"})
  void ignoresAuthorizationOnOpenRoutes(String authorization, TestIssuer issuer) throws Exception {
    try (TestApp app = ShopApp.on(container, issuer).start()) {
      Response response =
          app.send(
              "GET",
              "/health",
              "Authorization: " + authorization,
              "Authorization: " + authorization);

      assertThat(response.status()).isEqualTo(200);
      assertThat(app.refusals()).isEmpty();
    }
  }
}
