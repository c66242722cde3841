package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.allOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.OrganizationTokens;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {

  @Test
  void findsTheFirstMatchingRoute() {
    Routes routes =
        routes("GET /a/b open", "GET /a/* allOf(a)", "* /a/* allOf(b)", "* /* allOf(c)");

    assertThat(routes.find("GET", "/a/b")).hasToString("GET /a/b open");
    assertThat(routes.find("GET", "/a/c")).hasToString("GET /a/* allOf(a)");
    assertThat(routes.find("get", "/a/b")).hasToString("* /a/* allOf(b)");
    assertThat(routes.find("POST", "/b")).hasToString("* /* allOf(c)");
  }

  @Test
  void findsNothingIfNoRouteMatches() {
    Routes routes = routes("GET /a open");

    assertThat(routes.find("POST", "/a")).isNull();
    assertThat(routes.find("GET", "/A")).isNull();
    assertThat(routes.find("GET", "/a/")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "GET /a open, GET /a allOf(x)",
    "GET /a open, GET /a open",
    "* /a open, GET /a allOf(x)",
    "* /a/* open, GET /a/{x}/c allOf(x)",
    "* /* open, * /a allOf(x)",
    "GET /{x} open, GET /{y} open",
    // Unreachable, because a later router may read it as the other path.
    "* /a open, * /A authenticated",
    "* /Docs/* authenticated, GET /docs/x open",
  })
  void namesBothRoutesIfOneIsUnreachable(String earlier, String later) {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> routes("* /health open", earlier, later))
        .satisfies(refusal -> assertThat(refusal.setting()).isEqualTo("routes"))
        .withMessageContaining(earlier)
        .withMessageContaining(later);
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "GET,POST", "GET|POST", "GET, POST", "GET/POST", "[GET]", ""})
  void refusesMalformedMethods(String method) {
    // A route that never matches would leave its paths to a weaker one.
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> BearerTokenFilter.builder().route(method, "/admin/*", allOf("admin")))
        .satisfies(refusal -> assertThat(refusal.setting()).isEqualTo("routes"))
        .withMessageContaining(method + " /admin/* allOf(admin)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PROPFIND", "M-SEARCH", "VERSION-CONTROL", "my_own.1"})
  void acceptsEveryOtherMethod(String method) {
    Route route = Route.of(method, "/a", allOf("x"), "code");

    assertThat(route.isFor(method, "/a")).isTrue();
  }

  @Test
  void requiresAnOrganizationOnEveryProtectedRoute() {
    for (OrganizationTokens organizations :
        Stream.of(OrganizationTokens.REQUIRED, OrganizationTokens.BY_AUDIENCE).toList()) {
      routes("* /h open", "* /{o}/a authenticated organization(o)", "* /b allOf(x) anyOrganization")
          .checkOrganizations(organizations);
      assertThatExceptionOfType(InvalidSettingException.class)
          .isThrownBy(() -> routes("* /h open", "* /a allOf(x)").checkOrganizations(organizations))
          .withMessageContaining("* /a allOf(x)");
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {"REFUSED", "IGNORED"},
      mode = Mode.INCLUDE)
  void refusesOrganizationRoutesIfNoTokenHasOne(OrganizationTokens organizations) {
    routes("* /a allOf(x)").checkOrganizations(organizations);
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(
            () -> routes("* /{o} authenticated organization(o)").checkOrganizations(organizations));
  }

  @Test
  void refusesConditionsOnOpenAccess() {
    assertThatIllegalStateException().isThrownBy(() -> Access.open().machineOnly());
    assertThatIllegalStateException().isThrownBy(() -> Access.open().organization("org"));
    assertThatIllegalStateException().isThrownBy(() -> Access.open().anyOrganization());
  }

  private static Routes routes(String... lines) {
    return new Routes(RouteText.parse(String.join("\n", lines), "routes"));
  }
}
