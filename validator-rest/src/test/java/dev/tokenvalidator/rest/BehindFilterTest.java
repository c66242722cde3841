package dev.tokenvalidator.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.Open;
import dev.tokenvalidator.OrganizationTokens;
import dev.tokenvalidator.ProtectedResource;
import dev.tokenvalidator.Refusal;
import dev.tokenvalidator.Refusal.Outcome;
import dev.tokenvalidator.RequiresScope;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import dev.tokenvalidator.servlet.BearerTokenFilterBuilder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import java.net.http.HttpResponse;
import java.security.Principal;
import org.junit.jupiter.api.Test;

/** The module behind the filter of {@code validator-servlet}. */
class BehindFilterTest extends RestTestBase {

  /** Products of a shop. */
  @Path("/products")
  public static class Products {
    @GET
    @RequiresScope("read:products")
    public String list(@Context SecurityContext caller) {
      return BearerTokenFeature.accessToken(caller).clientId() + Executions.of("behind");
    }

    @GET
    @Path("all")
    public String all() {
      return Executions.of("all");
    }

    @GET
    @Path("open")
    @Open
    public String open(@Context SecurityContext caller) {
      return "open " + (caller.getUserPrincipal() == null);
    }
  }

  private BearerTokenFilterBuilder filter() {
    return BearerTokenFilter.builder().validator(validator).realm("shop");
  }

  private RestApp behind(BearerTokenFilterBuilder filter, Object... components) throws Exception {
    return closing(RestApp.start(AppOf.of(components), filter));
  }

  @Test
  void addsWhatTheAnnotationsAskForToTheRoute() throws Exception {
    RestApp app = behind(filter().route("/*", Access.allOf("use:shop")), Products.class);

    assertThat(app.get("/products", token("read:products")).statusCode()).isEqualTo(403);
    HttpResponse<String> tooLittle = app.get("/products", token("use:shop"));
    assertThat(tooLittle.statusCode()).isEqualTo(403);
    assertThat(tooLittle.headers().firstValue("WWW-Authenticate"))
        .hasValueSatisfying(
            challenge ->
                assertThat(challenge).contains("realm=\"shop\"", "scope=\"read:products\""));
    assertThat(refusals).extracting(Refusal::outcome).containsOnly(Outcome.INSUFFICIENT_SCOPE);
    assertThat(refusals.get(1).route()).hasValue(Products.class.getName() + ".list");
    assertThat(app.get("/products", token("use:shop read:products")).body())
        .isEqualTo(issuer.app().id() + "behind");
  }

  @Test
  void leavesWhatHasNoAnnotationToTheRoutes() throws Exception {
    RestApp app = behind(filter().route("/*", Access.authenticated()), Products.class);

    assertThat(app.get("/products/all", token("read:orders")).body()).isEqualTo("all");
    assertThat(app.get("/products/none", token("read:orders")).statusCode()).isEqualTo(404);
    assertThat(app.get("/products/none", null).statusCode()).isEqualTo(401);
  }

  @Test
  void refusesAnAnnotatedEndpointBehindAnOpenRoute() throws Exception {
    RestApp app = behind(filter().route("/*", Access.open()), Products.class);
    int before = Executions.count("behind");

    assertThat(app.get("/products", null).statusCode()).isEqualTo(401);
    assertThat(app.get("/products", token("read:products")).statusCode()).isEqualTo(401);
    assertThat(Executions.count("behind")).isEqualTo(before);
    assertThat(app.get("/products/all", null).statusCode()).isEqualTo(200);
    assertThat(app.get("/products/open", null).body()).isEqualTo("open true");
  }

  @Test
  void namesTheMetadataOfTheFiltersResourceBehindAnOpenRoute() throws Exception {
    RestApp app =
        behind(
            filter()
                .protectedResource(
                    ProtectedResource.of(issuer.resource().indicator()).withPath("/"))
                .route("/*", Access.open()),
            Products.class);

    HttpResponse<String> refused = app.get("/products", null);
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().firstValue("WWW-Authenticate"))
        .hasValue(
            "Bearer realm=\"shop\", scope=\"read:products\", resource_metadata=\""
                + ProtectedResource.of(issuer.resource().indicator()).metadataUri()
                + "\"");
  }

  @Test
  void opensNothingThatARouteProtects() throws Exception {
    RestApp app = behind(filter().route("/*", Access.authenticated()), Products.class);

    assertThat(app.get("/products/open", null).statusCode()).isEqualTo(401);
    assertThat(app.get("/products/open", token("read:orders")).body()).isEqualTo("open false");
  }

  @Test
  void refusesEverythingIfNoFilterIsThere() throws Exception {
    RestApp app = closing(RestApp.start(AppOf.of(Products.class)));

    assertThat(app.get("/products", token("read:products")).statusCode()).isEqualTo(401);
    assertThat(app.get("/products/all", token("read:products")).statusCode()).isEqualTo(401);
    assertThat(app.get("/none", null).statusCode()).isEqualTo(401);
    assertThat(app.get("/products/open", null).statusCode()).isEqualTo(200);
  }

  @Test
  void takesTheOrganizationThatTheRouteHasChecked() throws Exception {
    RestApp app =
        behind(
            BearerTokenFilter.builder()
                .validator(validator(settings().organizations(OrganizationTokens.REQUIRED)))
                .route("/*", Access.authenticated().anyOrganization()),
            Products.class);

    assertThat(
            app.get(
                    "/products",
                    issuer.token().scope("read:products").organizationId("acme").mint())
                .statusCode())
        .isEqualTo(200);
  }

  /** Another principal than that of the token. */
  public static class Impostor implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
      request.setSecurityContext(
          new SecurityContext() {
            @Override
            public Principal getUserPrincipal() {
              return () -> "root";
            }

            @Override
            public boolean isUserInRole(String role) {
              return true;
            }

            @Override
            public boolean isSecure() {
              return true;
            }

            @Override
            public String getAuthenticationScheme() {
              return "magic";
            }
          });
    }
  }

  /** The same, before the endpoint is known. */
  @PreMatching
  public static final class EarlyImpostor extends Impostor {}

  @Test
  void believesNobodyButTheFilter() throws Exception {
    RestApp app =
        behind(
            filter().route("/*", Access.authenticated()),
            Products.class,
            new Impostor(),
            new EarlyImpostor());

    assertThat(app.get("/products", token("read:orders")).statusCode()).isEqualTo(403);
    assertThat(app.get("/products", null).statusCode()).isEqualTo(401);
  }
}
