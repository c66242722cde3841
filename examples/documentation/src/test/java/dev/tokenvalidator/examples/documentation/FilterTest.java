package dev.tokenvalidator.examples.documentation;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.anyOf;
import static dev.tokenvalidator.Access.authenticated;
import static dev.tokenvalidator.Access.open;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.fixtures.TestClock;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import jakarta.servlet.ServletContext;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.catalina.Context;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs the code of the pages that installs the filter. */
class FilterTest {

  private final TestIssuer issuer = TestIssuer.builder().clock(TestClock.running()).start();

  @AfterEach
  void close() {
    issuer.close();
  }

  private String endpoint() {
    return issuer.endpoint().toString();
  }

  /** Starts an application with servlets at these paths, and installs the filter. */
  private static EmbeddedServer serving(Consumer<ServletContext> installation, String... paths)
      throws Exception {
    return EmbeddedServer.start(
        context ->
            protectBy(
                servletContext -> {
                  for (String path : paths) {
                    servletContext.addServlet(path, new OpenServlet()).addMapping(path);
                  }
                  installation.accept(servletContext);
                },
                context));
  }

  private static void protectBy(Consumer<ServletContext> installation, Context context) {
    context.addServletContainerInitializer(
        (classes, servletContext) -> installation.accept(servletContext), Set.of());
  }

  @Test
  void startsAProtectedApplication() throws Exception {
    try (EmbeddedServer server = serving(this::installSmallest, "/products")) {
      assertThat(server.status("GET", "/products", issuer.token().mint())).isEqualTo(200);
      assertThat(server.status("GET", "/products", issuer.token().without("scope").mint()))
          .isEqualTo(403);
      assertThat(server.status("GET", "/products", "")).isEqualTo(401);
      assertThat(server.status("POST", "/products", issuer.token().mint())).isEqualTo(403);
    }
  }

  private void installSmallest(ServletContext servletContext) {
    BearerTokenFilter.builder()
        .logtoEndpoint(endpoint())
        .audience("https://shopping.api")
        .route("GET", "/products", allOf("read:products"))
        .install(servletContext);
  }

  @Test
  void routesByMethodAndPath() throws Exception {
    try (AccessTokenValidator validator =
            AccessTokenValidator.builder()
                .logtoEndpoint(endpoint())
                .audience("https://shopping.api")
                .build();
        EmbeddedServer server =
            serving(
                context -> installRoutes(validator, context),
                "/health",
                "/products",
                "/reports/*",
                "/jobs/*")) {
      String reader = issuer.token().scope("read:products").mint();
      String writer = issuer.token().scope("read:products", "write:products").mint();
      String admin = issuer.token().scope("admin").mint();
      String person = issuer.token().subject("somebody").mint();

      assertThat(server.status("GET", "/health", "")).isEqualTo(200);
      assertThat(server.status("GET", "/products", reader)).isEqualTo(200);
      assertThat(server.status("POST", "/products", reader)).isEqualTo(403);
      assertThat(server.status("POST", "/products", writer)).isEqualTo(200);
      assertThat(server.status("GET", "/reports/2026", admin)).isEqualTo(200);
      assertThat(server.status("GET", "/reports/2026", reader)).isEqualTo(403);
      assertThat(server.status("DELETE", "/jobs/7", person)).isEqualTo(200);
      assertThat(server.status("DELETE", "/jobs/7", "")).isEqualTo(401);
      assertThat(EmbeddedServer.send(server.port(), "GET", "/products", "").headers().map())
          .extractingByKey("www-authenticate")
          .asString()
          .contains("shop");
    }
  }

  private static void installRoutes(AccessTokenValidator validator, ServletContext servletContext) {
    BearerTokenFilter.builder()
        .validator(validator)
        .route("/health", open())
        .route("GET", "/products", allOf("read:products"))
        .route("POST", "/products", allOf("read:products", "write:products"))
        .route("GET", "/reports/*", anyOf("read:reports", "admin"))
        .route("/jobs/*", authenticated())
        .realm("shop")
        .requireCoverage()
        .install(servletContext);
  }

  @Test
  void takesTheSourceFromAHeader() throws Exception {
    try (EmbeddedServer server = serving(this::installBehindAProxy, "/products")) {
      assertThat(server.status("GET", "/products", issuer.token().mint())).isEqualTo(200);
    }
  }

  private void installBehindAProxy(ServletContext servletContext) {
    BearerTokenFilter.builder()
        .source(request -> request.getHeader("X-Real-IP"))
        .logtoEndpoint(endpoint())
        .audience("https://shopping.api")
        .route("GET", "/products", allOf("read:products"))
        .install(servletContext);
  }

  @Test
  void readsItsSettingsAndRoutesFromWebXml() throws Exception {
    String webXml =
        Pages.block("xml", "dev.tokenvalidator.servlet.BearerTokenFilter")
            .replace("https://your.logto.endpoint", endpoint());
    try (EmbeddedServer server = EmbeddedServer.startWebXml(webXml, new OpenServlet())) {
      String reader = issuer.token().scope("read:products").mint();

      assertThat(server.status("GET", "/health", "")).isEqualTo(200);
      assertThat(server.status("GET", "/products", reader)).isEqualTo(200);
      assertThat(server.status("GET", "/products", "")).isEqualTo(401);
    }
  }

  @Test
  void installsItselfWithContextParams() throws Exception {
    String contextParams =
        Pages.block("xml", "tokenValidator.logtoEndpoint")
            .replace("https://your.logto.endpoint", endpoint());

    try (EmbeddedServer server = EmbeddedServer.startWebXml(contextParams, new ProductServlet())) {
      String reader = issuer.token().scope("read:products").mint();
      assertThat(server.status("GET", "/products", "")).isEqualTo(401);
      assertThat(server.status("GET", "/products", reader)).isEqualTo(200);
      assertThat(server.status("POST", "/products", reader)).isEqualTo(403);
      assertThat(server.status("GET", "/health", "")).isEqualTo(401);
    }
  }

  @Test
  void readsItsSettingsFromTheEnvironmentAndItsScopesFromAnnotations() throws Exception {
    ProcessBuilder application =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            EnvironmentApp.class.getName());
    Pages.block("sh", "TOKEN_VALIDATOR_LOGTO_ENDPOINT=", "TOKEN_VALIDATOR_AUDIENCE=")
        .lines()
        .map(line -> line.split("=", 2))
        .forEach(
            setting ->
                application
                    .environment()
                    .put(
                        setting[0], setting[1].replace("https://your.logto.endpoint", endpoint())));
    Process process = application.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      int port = Integer.parseInt(output.readLine().replace("port=", ""));
      String writer = issuer.token().scope("read:products", "write:products").mint();
      HttpResponse<String> answer = EmbeddedServer.send(port, "POST", "/products", writer);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body())
          .isEqualToIgnoringNewLines(issuer.app().id() + " adds a product, may delete: false");
      assertThat(
              EmbeddedServer.send(
                      port, "POST", "/products", issuer.token().scope("write:products").mint())
                  .statusCode())
          .isEqualTo(403);
      assertThat(
              EmbeddedServer.send(
                      port, "GET", "/products", issuer.token().scope("read:products").mint())
                  .body())
          .startsWith(issuer.app().id());
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void getsATokenWithTheCurlCommand() throws Exception {
    String line =
        Pages.block("sh", "curl", "client_credentials", "your-application-id")
            .replace("https://your.logto.endpoint", endpoint())
            .replace("your-application-id", issuer.app().id())
            .replace("your-application-secret", issuer.app().secret());

    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(CurlCommand.parse(line), HttpResponse.BodyHandlers.ofString(UTF_8));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"access_token\"", "\"scope\":\"read:products\"");
  }
}
