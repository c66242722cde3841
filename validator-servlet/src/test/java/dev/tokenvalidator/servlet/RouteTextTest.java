package dev.tokenvalidator.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.InvalidSettingException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTextTest {

  @Test
  void readsTheSameRoutesAsTheJavaApi() {
    String text =
        """
        # the shop
        GET   /products       allOf(read:products)
          POST /products allOf( write:products   admin )

        *     /health         open
        *     /orgs/{org}/*   anyOf(a b) machineOnly organization(org)
        *     /jobs           authenticated anyOrganization
        """;

    assertThat(RouteText.parse(text, "routes"))
        .extracting(Route::toString)
        .containsExactly(
            route("GET", "/products", Access.allOf("read:products")),
            route("POST", "/products", Access.allOf("write:products", "admin")),
            route(null, "/health", Access.open()),
            route(null, "/orgs/{org}/*", Access.anyOf("a", "b").machineOnly().organization("org")),
            route(null, "/jobs", Access.authenticated().anyOrganization()));
  }

  @Test
  void takesTextInCode() {
    assertThat(
            BearerTokenFilter.builder()
                .routes("GET /products allOf(read:products)\n# the rest\n* /* authenticated")
                .settings()
                .routes()
                .all())
        .extracting(Route::toString)
        .containsExactly("GET /products allOf(read:products)", "* /* authenticated");
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> BearerTokenFilter.builder().routes("GET products open"))
        .withMessageStartingWith("routes: ");
  }

  @Test
  void writesRoutesAsItReadsThem() {
    String line = "* /orgs/{org}/* anyOf(a b) machineOnly organization(org)";

    assertThat(RouteText.parse(line, "routes")).extracting(Route::toString).containsExactly(line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /products",
        "/products open",
        "GET products open",
        "GET /products opne",
        "GET /products machineOnly",
        "GET /products allOf()",
        "GET /products allOf(a, b)",
        "GET /products allOf(a",
        "GET /products allOf(a) allOf(b)",
        "GET /products anyOf(a b)allOf(c)",
        "GET /products anyOf(a b))",
        "GET /products anyOf((a b)",
        "GET /products allOf(sc\u00f6pe)",
        "GET /products open machineOnly",
        "GET /products authenticated organization(org)",
        "GET /{org} authenticated organization(org) anyOrganization",
        "get /products open",
        "HEAD /products open",
        "TRACE /products open",
        "GET /products/** open",
      })
  void refusesMalformedLines(String line) {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> RouteText.parse("* /health open\n" + line, "routes"))
        .satisfies(refusal -> assertThat(refusal.setting()).isEqualTo("routes"))
        .withMessageContaining(line.substring(0, line.indexOf(' ')));
  }

  @ParameterizedTest
  @CsvSource({
    "GET /products/** open, write *",
    "GET /products/:id open, write {id}",
    "'GET /products/{id:[0-9]{1,9}} open', write {id}",
  })
  void namesWhatToWriteInsteadOfTheSyntaxOfAnotherRouter(String line, String fix) {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> RouteText.parse(line, "routes"))
        .withMessageContaining(line)
        .withMessageContaining(fix);
  }

  private static String route(@Nullable String method, String pattern, Access access) {
    return Route.of(method, pattern, access, "code").toString();
  }
}
