package dev.tokenvalidator.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.config.annotation.CorsRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Where the filter stands among the others of a Spring Boot application. */
class FilterPlaceTest extends SpringTestBase {

  private static final String SHOP = "https://shop.example";

  @Test
  void refusesWhatNoRouteNames() throws Exception {
    SpringApp app =
        start(
            SpringApp.of(ShopController.class)
                .issuer(issuer)
                .routes("GET /products allOf(read:products)", "* /open open"));

    assertThat(app.get("/products", token("read:products")).statusCode()).isEqualTo(200);
    assertThat(app.get("/caller", token("read:products")).statusCode()).isEqualTo(403);
    assertThat(app.get("/caller", null).statusCode()).isEqualTo(401);
    assertThat(app.get("/nothing", null).statusCode()).isEqualTo(401);
  }

  @Test
  void showsTheCallerToHandlers() throws Exception {
    SpringApp app = start(shop());

    String client = issuer.app().id();
    assertThat(app.get("/caller", token("")).body()).isEqualTo(client + " " + client);
    assertThat(app.get("/maybe", null).body()).isEqualTo("nobody");
    assertThat(app.get("/nullable", token("")).body()).isEqualTo(client);
    assertThat(app.get("/open", null).body()).isEqualTo("open");
    assertThat(app.get("/later", token("read:products")).body()).isEqualTo("later");
    assertThat(app.get("/later", token("")).statusCode()).isEqualTo(403);
    assertThat(app.get("/failing", token("")).statusCode()).isEqualTo(500);
    assertThat(app.get("/open/token", null).statusCode()).isEqualTo(500);
  }

  /** Whoever keeps it would send the next request into a connection that the server closes. */
  @Test
  void closesTheConnectionIfTheBodyIsNotRead() throws Exception {
    SpringApp app =
        start(
            SpringApp.of(ShopController.class, MatrixControllers.class)
                .issuer(issuer)
                .routes("* /open open", "* /* authenticated"));

    HttpResponse<String> handler =
        app.send(
            app.request("DELETE", "/things", token(""))
                .method("DELETE", BodyPublishers.ofString("a")));
    assertThat(handler.statusCode()).isEqualTo(403);
    assertThat(handler.headers().firstValue("Connection")).hasValue("close");
    HttpResponse<String> function =
        app.send(
            app.request("GET", "/functional", token(""))
                .method("GET", BodyPublishers.ofString("a")));
    assertThat(function.statusCode()).isEqualTo(403);
    assertThat(function.headers().firstValue("Connection")).hasValue("close");
    assertThat(
            app.send("DELETE", "/things", token("")).headers().firstValue("Connection").orElse(""))
        .isNotEqualTo("close");
  }

  @Test
  void countsRefusals() throws Exception {
    SpringApp app = start(shop());

    assertThat(app.get("/products", null).statusCode()).isEqualTo(401);
    // A request is counted after its response; the next one on the connection comes later still.
    assertThat(app.get("/products", null).statusCode()).isEqualTo(401);
    assertThat(
            app.bean(MeterRegistry.class)
                .get("http.server.requests")
                .tag("status", "401")
                .timer()
                .count())
        .isPositive();
  }

  @Test
  void answersPreflightsOfCrossOrigin() throws Exception {
    SpringApp app = start(shop());

    HttpResponse<String> allowed = preflight(app, "/products", "GET", SHOP);
    assertThat(allowed.statusCode()).isEqualTo(200);
    assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin")).hasValue(SHOP);
    assertThat(preflight(app, "/products", "GET", "https://other.example").statusCode())
        .isEqualTo(403);
    assertThat(preflight(app, "/caller", "GET", SHOP).statusCode()).isEqualTo(401);
    assertThat(preflight(app, "/nothing", "GET", SHOP).statusCode()).isEqualTo(401);
    assertThat(app.send("OPTIONS", "/products", null).statusCode()).isEqualTo(401);
  }

  @Test
  void answersPreflightsOfCorsMappings() throws Exception {
    SpringApp app =
        start(
            SpringApp.of(ShopController.class, Mappings.class)
                .issuer(issuer)
                .routes("* /open open", "* /* authenticated"));

    assertThat(
            preflight(app, "/caller", "GET", SHOP)
                .headers()
                .firstValue("Access-Control-Allow-Origin"))
        .hasValue(SHOP);
  }

  @Test
  void putsTheCorsFilterOfTheApplicationInFront() throws Exception {
    SpringApp app =
        start(
            SpringApp.of(ShopController.class, CorsBean.class)
                .issuer(issuer)
                .routes("* /open open", "* /* authenticated"));

    assertThat(preflight(app, "/caller", "GET", SHOP).statusCode()).isEqualTo(200);
    HttpResponse<String> refused =
        app.send(app.request("GET", "/caller", null).header("Origin", SHOP));
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().allValues("Access-Control-Allow-Origin")).containsExactly(SHOP);
  }

  @Test
  void leavesARegisteredCorsFilterWhereItIs() throws Exception {
    SpringApp app =
        start(
            SpringApp.of(ShopController.class, RegisteredCors.class)
                .issuer(issuer)
                .routes("* /open open", "* /* authenticated"));

    assertThat(preflight(app, "/caller", "GET", SHOP).statusCode()).isEqualTo(401);
  }

  @Test
  void showsRefusalsToBrowsers() throws Exception {
    SpringApp app = start(shop());

    HttpResponse<String> refused =
        app.send(app.request("GET", "/products", null).header("Origin", SHOP));
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().allValues("Access-Control-Allow-Origin")).containsExactly(SHOP);
    HttpResponse<String> allowed =
        app.send(app.request("GET", "/products", token("read:products")).header("Origin", SHOP));
    assertThat(allowed.body()).isEqualTo("products");
    assertThat(allowed.headers().allValues("Access-Control-Allow-Origin")).containsExactly(SHOP);
  }

  /** The path below the servlet is that of a controller. */
  @Test
  void leavesPreflightsOfOtherServletsAlone() throws Exception {
    SpringApp app =
        start(
            SpringApp.of(ShopController.class, Jersey.class)
                .issuer(issuer)
                .routes("* /open open", "* /* authenticated"));

    assertThat(preflight(app, "/other/products", "GET", SHOP).statusCode()).isEqualTo(401);
  }

  @Test
  void checksForwardsIfAsked() throws Exception {
    String[] routes = {
      "* /open/* open", "GET /products allOf(read:products)", "* /* authenticated"
    };
    try (SpringApp app =
        SpringApp.of(ShopController.class)
            .issuer(issuer)
            .routes(routes)
            .with("token-validator.check-dispatches", "true")
            .start()) {
      assertThat(app.get("/forwarding", token("")).statusCode()).isEqualTo(403);
      assertThat(app.get("/forwarding", token("read:products")).body()).isEqualTo("products");
    }
    SpringApp app = start(SpringApp.of(ShopController.class).issuer(issuer).routes(routes));
    // The annotation on the handler counts in any case.
    assertThat(app.get("/forwarding", token("")).statusCode()).isEqualTo(403);
  }

  private static HttpResponse<String> preflight(
      SpringApp app, String path, String method, String origin) throws Exception {
    return app.send(
        app.request("OPTIONS", path, null)
            .header("Origin", origin)
            .header("Access-Control-Request-Method", method));
  }

  @Test
  void appliesTheRuleOfTheMethodInTheForm() throws Exception {
    SpringApp app =
        start(
            SpringApp.of(ShopController.class)
                .issuer(issuer)
                .with("spring.mvc.hiddenmethod.filter.enabled", "true")
                .routes(
                    "DELETE /things allOf(delete:things)",
                    "POST /things authenticated",
                    "* /open open"));

    assertThat(form(app, "a=b", token("")).statusCode()).isEqualTo(200);
    assertThat(form(app, "_method=delete", token("")).statusCode()).isEqualTo(403);
    assertThat(form(app, "_method=delete", token("delete:things")).statusCode()).isEqualTo(200);
  }

  private static HttpResponse<String> form(SpringApp app, String body, String token)
      throws Exception {
    return app.send(
        app.request("POST", "/things", token)
            .method("POST", BodyPublishers.ofString(body))
            .header("Content-Type", "application/x-www-form-urlencoded"));
  }

  @Test
  void protectsJerseyAsAFilterAndOtherServlets() throws Exception {
    SpringApp app =
        start(
            SpringApp.of(ShopController.class, Jersey.class)
                .issuer(issuer)
                .routes("* /open open", "* /* authenticated"));

    assertThat(app.get("/jersey", null).statusCode()).isEqualTo(401);
    assertThat(app.get("/jersey", token("")).body()).isEqualTo("jersey");
    assertThat(app.get("/other/path", null).statusCode()).isEqualTo(401);
    assertThat(app.get("/other/path", token("")).body()).isEqualTo("other");
  }

  @Test
  void standsInFrontOfFiltersThatServe() throws Exception {
    SpringApp app =
        start(
            SpringApp.of(ShopController.class, Serving.class)
                .issuer(issuer)
                .routes("* /open open", "* /* authenticated"));

    assertThat(app.get("/anything", null).statusCode()).isEqualTo(401);
    assertThat(app.get("/anything", token("")).body()).isEqualTo("served");
  }

  @Test
  void protectsTheManagementPort() throws Exception {
    SpringApp app =
        start(
            SpringApp.of(ShopController.class)
                .issuer(issuer)
                .with("management.server.port", "0")
                .with("management.server.address", "127.0.0.1")
                .with("management.endpoints.web.exposure.include", "*")
                .routes(
                    "* /actuator/health open",
                    "* /actuator/* allOf(operate)",
                    "* /* authenticated"));

    assertThat(management(app, "/actuator/health", null).statusCode()).isEqualTo(200);
    assertThat(management(app, "/actuator/env", null).statusCode()).isEqualTo(401);
    assertThat(management(app, "/actuator/env", token("")).statusCode()).isEqualTo(403);
    assertThat(management(app, "/actuator/env", token("operate")).statusCode()).isEqualTo(200);
    assertThat(management(app, "/actuator/tokenvalidator", token("operate")).body())
        .contains("ShopController$Endpoints.products: allOf(read:products)");
  }

  @Test
  void stopsIfTheManagementPortWouldBeOpen() {
    assertThat(
            catchThrowable(
                () ->
                    start(
                        SpringApp.of(ShopController.class, OwnFilter.class)
                            .issuer(issuer)
                            .with("management.server.port", "0")
                            .with("management.server.address", "127.0.0.1"))))
        .hasStackTraceContaining("management.server.port: starts a context of its own");
    assertStops(
            SpringApp.of(ShopController.class, OwnFilter.class).issuer(issuer).routes("* /* open"))
        .hasMessageContaining(
            "token-validator.routes: has no effect beside the application's own BearerTokenFilter");
  }

  /** A filter that the application registers. */
  @Configuration(proxyBeanMethods = false)
  static class OwnFilter {
    @Bean
    FilterRegistrationBean<BearerTokenFilter> bearerTokenFilter(AccessTokenValidator validator) {
      return new FilterRegistrationBean<>(
          BearerTokenFilter.builder()
              .validator(validator)
              .environment(false)
              .route("/open", Access.open())
              .route("/*", Access.authenticated())
              .build());
    }
  }

  private static HttpResponse<String> management(SpringApp app, String path, @Nullable String token)
      throws Exception {
    return app.send(app.request("local.management.port", "GET", path, token));
  }

  @Test
  void sendsProblemDetailsIfAsked() throws Exception {
    SpringApp app = start(shop().with("token-validator.problem-details", "true"));

    HttpResponse<String> missing = app.get("/caller", null);
    assertThat(missing.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(missing.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
    assertThat(missing.body())
        .startsWith("{\"type\":\"about:blank\",\"title\":\"Unauthorized\",\"status\":401,")
        .contains("\"detail\":");
    HttpResponse<String> scope = app.get("/products", token(""));
    assertThat(scope.statusCode()).isEqualTo(403);
    assertThat(scope.headers().firstValue("WWW-Authenticate").orElse(""))
        .contains("error=\"insufficient_scope\"", "scope=\"read:products\"");
    assertThat(scope.body())
        .startsWith("{\"type\":\"about:blank\",\"title\":\"Forbidden\",\"status\":403,")
        .contains("\"error\":\"insufficient_scope\"");
  }

  /** What {@code addCorsMappings} allows. */
  @Configuration(proxyBeanMethods = false)
  static class Mappings implements WebMvcConfigurer {
    @Override
    public void addCorsMappings(CorsRegistry registry) {
      registry.addMapping("/**").allowedOrigins(SHOP);
    }
  }

  private static CorsFilter cors() {
    CorsConfiguration shop = new CorsConfiguration();
    shop.addAllowedOrigin(SHOP);
    shop.addAllowedMethod("GET");
    UrlBasedCorsConfigurationSource paths = new UrlBasedCorsConfigurationSource();
    paths.registerCorsConfiguration("/**", shop);
    return new CorsFilter(paths);
  }

  /** A CORS filter as a plain bean. */
  @Configuration(proxyBeanMethods = false)
  static class CorsBean {
    @Bean
    CorsFilter corsFilter() {
      return cors();
    }
  }

  /** A CORS filter with a place of its own, behind ours. */
  @Configuration(proxyBeanMethods = false)
  static class RegisteredCors {
    @Bean
    FilterRegistrationBean<CorsFilter> registeredCors() {
      return new FilterRegistrationBean<>(cors());
    }
  }

  /** Jersey as a filter of order 0, and a servlet. */
  @Configuration(proxyBeanMethods = false)
  static class Jersey {
    @Bean
    FilterRegistrationBean<ServletContainer> jersey() {
      ResourceConfig resources = new ResourceConfig(Resource.class);
      resources.property("jersey.config.servlet.filter.forwardOn404", true);
      FilterRegistrationBean<ServletContainer> jersey =
          new FilterRegistrationBean<>(new ServletContainer(resources));
      jersey.setOrder(0);
      return jersey;
    }

    @Bean
    ServletRegistrationBean<OtherServlet> other() {
      return new ServletRegistrationBean<>(new OtherServlet(), "/other/*");
    }
  }

  /** A resource of Jakarta REST. */
  @Path("/jersey")
  public static class Resource {
    @GET
    public String get() {
      return "jersey";
    }
  }

  /** A servlet beside Spring's. */
  static class OtherServlet extends jakarta.servlet.http.HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().print("other");
    }
  }

  /** A filter without an order, which serves everything. */
  @Configuration(proxyBeanMethods = false)
  static class Serving {
    @Bean
    OncePerRequestFilter serving() {
      return new OncePerRequestFilter() {
        @Override
        protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException {
          response.getWriter().print("served");
        }
      };
    }
  }
}
