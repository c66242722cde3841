package dev.tokenvalidator.examples.mcp;

import static dev.tokenvalidator.Access.authenticated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import jakarta.servlet.ServletRegistration;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each tool asks for its scopes, and the list shows what the caller may call. */
class McpToolScopesTest {

  private static final Pattern NAME = Pattern.compile("\"name\":\"([^\"]*)\",\"description\"");

  /** What one test does with a server. */
  @FunctionalInterface
  private interface Check {
    void of(ProtectedServer server) throws Exception;
  }

  private static Stream<DynamicTest> onBothTransports(Check check) {
    return Stream.of(Transport.values())
        .map(
            transport ->
                DynamicTest.dynamicTest(
                    transport.name(),
                    () -> {
                      try (ProtectedServer server = ProtectedServer.start(transport)) {
                        check.of(server);
                      }
                    }));
  }

  @TestFactory
  Stream<DynamicTest> challengeNamesAllScopesOfTheTool() {
    return onBothTransports(
        server -> {
          HttpResponse<String> response =
              server.reader().initialize().post(Caller.call("place_order"));

          assertThat(response.statusCode()).isEqualTo(403);
          assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow())
              .startsWith("Bearer error=\"insufficient_scope\"")
              .contains("scope=\"read:products write:orders\"")
              .contains("resource_metadata=\"");
        });
  }

  @TestFactory
  Stream<DynamicTest> toolRunsForACallerWithItsScopes() {
    return onBothTransports(
        server -> {
          Caller buyer = server.buyer().initialize();

          assertThat(buyer.post(Caller.call("place_order")).body())
              .contains(server.issuer().app().id() + " has ordered a teapot");
        });
  }

  @TestFactory
  Stream<DynamicTest> toolSeesTheCallerOfEachRequest() {
    return onBothTransports(
        server ->
            assertThat(server.reader().initialize().post(Caller.call("whoami")).body())
                .contains("client " + server.issuer().reader().id() + ", subject "));
  }

  @TestFactory
  Stream<DynamicTest> listShowsWhatTheCallerMayCall() {
    return onBothTransports(
        server -> {
          assertThat(listedFor(server.reader())).containsExactly("list_products", "whoami");
          assertThat(listedFor(server.buyer()))
              .containsExactly("list_products", "place_order", "whoami");
        });
  }

  private static List<String> listedFor(Caller caller) throws Exception {
    return NAME.matcher(caller.initialize().post(Caller.LIST).body())
        .results()
        .map((MatchResult found) -> found.group(1))
        .toList();
  }

  /** The streamable servlet sometimes closes the connection instead, also without any filter. */
  @Test
  void sdkRefusesUnknownTools() throws Exception {
    try (ProtectedServer server = ProtectedServer.start(Transport.STATELESS)) {
      assertThat(server.buyer().post(Caller.call("no_such_tool")).body()).contains("Unknown tool");
    }
  }

  @TestFactory
  Stream<DynamicTest> toolChecksItsScopesWhereTheFilterIsMissing() {
    return Stream.of(Transport.values())
        .map(
            transport ->
                DynamicTest.dynamicTest(transport.name(), () -> checkWithoutFilter(transport)));
  }

  private static void checkWithoutFilter(Transport transport) throws Exception {
    try (TestIssuer issuer = TestIssuer.start();
        TomcatServer server = TomcatServer.bind(0)) {
      server.start(
          (types, context) -> {
            BearerTokenFilter.builder()
                .logtoEndpoint(issuer.endpoint().toString())
                .audience("https://shopping.api")
                .route("/mcp", authenticated())
                .install(context);
            ServletRegistration.Dynamic mcp = context.addServlet("mcp", transport.servlet());
            mcp.setAsyncSupported(true);
            mcp.addMapping("/mcp");
          });
      Caller reader =
          new Caller(server.uri().resolve("/mcp"), issuer.token().scope("read:products").mint());

      HttpResponse<String> response = reader.initialize().post(Caller.call("place_order"));

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).contains("\"isError\":true").doesNotContain("has ordered");
    }
  }
}
