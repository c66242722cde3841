package dev.tokenvalidator.testing;

import static dev.tokenvalidator.testing.Calls.body;
import static dev.tokenvalidator.testing.Calls.header;
import static dev.tokenvalidator.testing.Calls.nothing;
import static dev.tokenvalidator.testing.Calls.status;
import static dev.tokenvalidator.testing.MockMvcTokens.accessToken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.AccessTokenPrincipal;
import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TokenBuilder;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

/** What an application answers in every kind of Spring test. */
public abstract class ProductsContract {

  private static final String SIGNED_BY_TEST = "https://issuer.test/oidc";

  @Autowired private MockMvc mvc;

  @Test
  void admitsTokensWithTheScope() throws Exception {
    assertThat(body(mvc, "/products", accessToken().scope("read:products"))).isEqualTo("apples");
  }

  @Test
  void refusesTokensWithoutTheScope() throws Exception {
    assertThat(status(mvc, "GET", "/products", accessToken())).isEqualTo(403);
    assertThat(status(mvc, "POST", "/products", accessToken().scope("read:products")))
        .isEqualTo(403);
  }

  @Test
  void refusesRequestsWithoutToken() throws Exception {
    assertThat(status(mvc, "GET", "/products", nothing())).isEqualTo(401);
    assertThat(status(mvc, "GET", "/caller", nothing())).isEqualTo(401);
  }

  @Test
  void refusesExpiredTokens() throws Exception {
    assertThat(status(mvc, "GET", "/products", accessToken().scope("read:products").expired()))
        .isEqualTo(401);
  }

  @Test
  void refusesForgedTokens() throws Exception {
    SigningKey known = TokenKeys.key("ES256");
    TokenBuilder good = TokenBuilder.of(SIGNED_BY_TEST, "https://api.test", known);
    assertThat(status(mvc, "GET", "/products", bearer(good.scope("read:products")))).isEqualTo(200);

    SigningKey stranger = SigningKey.generate("ES256");
    assertThat(status(mvc, "GET", "/products", bearer(good.forgedBy(stranger)))).isEqualTo(401);
    assertThat(status(mvc, "GET", "/products", bearer(good.signedBy(stranger)))).isEqualTo(401);
    assertThat(status(mvc, "GET", "/products", bearer(good.unsigned()))).isEqualTo(401);
  }

  private static RequestPostProcessor bearer(TokenBuilder token) {
    return header("Authorization", "Bearer " + token.mint());
  }

  @Test
  void admitsNobodyByAttributeOrPrincipalAlone() throws Exception {
    RequestPostProcessor attributes =
        request -> {
          request.setAttribute("dev.tokenvalidator.testing", true);
          request.setAttribute(
              AccessTokenPrincipal.class.getName(), AccessTokens.of("read:products"));
          request.setUserPrincipal(() -> "somebody");
          request.addUserRole("read:products");
          return request;
        };

    assertThat(status(mvc, "GET", "/products", attributes)).isEqualTo(401);
    assertThat(status(mvc, "GET", "/products", header("X-Test-Token", "read:products")))
        .isEqualTo(401);
  }

  @Test
  void givesHandlersTheToken() throws Exception {
    assertThat(body(mvc, "/caller", accessToken()))
        .isEqualTo("machine test-client test-client https://issuer.test/oidc none");
    assertThat(body(mvc, "/caller", accessToken().person().machine().clientId("shop")))
        .isEqualTo("machine shop shop https://issuer.test/oidc none");
    assertThat(body(mvc, "/caller", accessToken().person().claim("tenant", "acme")))
        .isEqualTo("person test-person test-client https://issuer.test/oidc acme");
    assertThat(body(mvc, "/caller", accessToken().subject("ada").clientId("shop")))
        .isEqualTo("person ada shop https://issuer.test/oidc none");
  }

  @Test
  void replacesAnotherToken() throws Exception {
    RequestPostProcessor both =
        request ->
            accessToken()
                .scope("read:products")
                .postProcessRequest(
                    header("Authorization", "Bearer x").postProcessRequest(request));

    assertThat(status(mvc, "GET", "/products", both)).isEqualTo(200);
  }
}
