package dev.tokenvalidator.examples.documentation;

import static dev.tokenvalidator.Access.authenticated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.ProtectedResource;
import dev.tokenvalidator.ProtectedResourceMetadata;
import dev.tokenvalidator.ResourceServer;
import dev.tokenvalidator.fixtures.TestClock;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import dev.tokenvalidator.servlet.ProtectedResourceServlet;
import jakarta.servlet.ServletContext;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs the code of the page about MCP that is not in the example. */
class ResourceMetadataTest {

  private static final String DOCUMENT = "/.well-known/oauth-protected-resource";

  private final TestIssuer issuer = TestIssuer.builder().clock(TestClock.running()).start();

  @AfterEach
  void close() {
    issuer.close();
  }

  private String endpoint() {
    return issuer.endpoint().toString();
  }

  private static EmbeddedServer serving(Consumer<ServletContext> installation) throws Exception {
    return EmbeddedServer.start(
        context ->
            context.addServletContainerInitializer(
                (classes, servletContext) -> {
                  servletContext.addServlet("all", new OpenServlet()).addMapping("/*");
                  installation.accept(servletContext);
                },
                Set.of()));
  }

  @Test
  void protectsAnMcpServer() throws Exception {
    try (EmbeddedServer server = serving(this::install)) {
      HttpResponse<String> refused = EmbeddedServer.send(server.port(), "POST", "/mcp", "");

      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.headers().firstValue("WWW-Authenticate"))
          .contains(
              "Bearer resource_metadata=\"https://shop.example/.well-known/oauth-protected-resource/mcp\"");
      assertThat(EmbeddedServer.send(server.port(), "GET", DOCUMENT + "/mcp", "").body())
          .isEqualTo(
              "{\"resource\":\"https://shop.example/mcp\",\"authorization_servers\":[\""
                  + issuer.issuer()
                  + "\"],\"bearer_methods_supported\":[\"header\"]}");
      String token = issuer.token().audience("https://shop.example/mcp").mint();
      assertThat(server.status("POST", "/mcp", token)).isEqualTo(200);
      assertThat(server.status("POST", "/x/mcp", token)).isEqualTo(401);
    }
  }

  private void install(ServletContext servletContext) {
    BearerTokenFilter.builder()
        .logtoEndpoint(endpoint())
        .protectedResource("https://shop.example/mcp")
        .route("/mcp", authenticated())
        .install(servletContext);
  }

  @Test
  void servesTheDocumentOfAnApplicationBelowAContextPath() throws Exception {
    try (AccessTokenValidator validator =
            AccessTokenValidator.builder()
                .logtoEndpoint(endpoint())
                .audience("https://shop.example/app/mcp")
                .build();
        EmbeddedServer server =
            EmbeddedServer.start(
                context ->
                    context.addServletContainerInitializer(
                        (classes, root) -> addTo(root, validator), Set.of()))) {
      assertThat(EmbeddedServer.send(server.port(), "GET", DOCUMENT + "/app/mcp", "").body())
          .contains("\"resource\":\"https://shop.example/app/mcp\"");
      assertThat(server.status("GET", DOCUMENT + "/mcp", "")).isEqualTo(404);
    }
  }

  private static void addTo(ServletContext root, AccessTokenValidator validator) {
    root.addServlet(
            "metadata",
            new ProtectedResourceServlet(
                validator, ProtectedResource.of("https://shop.example/app/mcp")))
        .addMapping("/.well-known/oauth-protected-resource/*");
  }

  @Test
  void servesTheDocumentWithoutServlets() {
    try (AccessTokenValidator validator =
        AccessTokenValidator.builder()
            .logtoEndpoint(endpoint())
            .audience("https://shop.example/mcp")
            .build()) {
      ResourceServer server =
          ResourceServer.of(validator)
              .withProtectedResource(ProtectedResource.of("https://shop.example/mcp"));
      ProtectedResourceMetadata.Response document =
          server.metadata().orElseThrow().respond("GET", null);

      assertThat(document.status()).isEqualTo(200);
      assertThat(document.body()).contains("\"resource\":\"https://shop.example/mcp\"");
    }
  }
}
