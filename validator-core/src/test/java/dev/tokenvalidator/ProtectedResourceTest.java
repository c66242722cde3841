package dev.tokenvalidator;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.anyOf;
import static dev.tokenvalidator.Access.authenticated;
import static dev.tokenvalidator.Access.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The identifier of a protected resource, its metadata, and its challenges (RFC 9728). */
class ProtectedResourceTest {

  private static final String MCP = "https://shop.example/mcp";

  @ParameterizedTest
  @CsvSource({
    "https://h.example, https://h.example/.well-known/oauth-protected-resource",
    "https://h.example/, https://h.example/.well-known/oauth-protected-resource",
    "https://h.example/mcp, https://h.example/.well-known/oauth-protected-resource/mcp",
    "https://h.example/mcp/, https://h.example/.well-known/oauth-protected-resource/mcp/",
    "https://h.example:8443/app/mcp,"
        + " https://h.example:8443/.well-known/oauth-protected-resource/app/mcp",
    "HTTPS://H.Example/Mcp, HTTPS://H.Example/.well-known/oauth-protected-resource/Mcp",
    "https://h.example/caf%C3%A9, https://h.example/.well-known/oauth-protected-resource/caf%C3%A9",
    "http://localhost:8080/mcp,"
        + " http://localhost:8080/.well-known/oauth-protected-resource/mcp",
    "http://127.0.0.1/mcp, http://127.0.0.1/.well-known/oauth-protected-resource/mcp",
    "http://[::1]:8080, http://[::1]:8080/.well-known/oauth-protected-resource"
  })
  void putsTheWellKnownPathBetweenHostAndPath(String identifier, String address) {
    ProtectedResource resource = ProtectedResource.of(identifier);

    assertThat(resource.identifier()).isEqualTo(identifier);
    assertThat(resource.metadataUri()).isEqualTo(address);
  }

  @Test
  void decodesThePath() {
    assertThat(ProtectedResource.of("https://h.example/caf%C3%A9+b").path()).isEqualTo("/café+b");
    assertThat(ProtectedResource.of("https://h.example/caf%C3%A9").metadataPath())
        .isEqualTo("/.well-known/oauth-protected-resource/café");
    assertThat(ProtectedResource.of("https://h.example").path()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "shopping.api",
        "urn:shop",
        "/mcp",
        "ftp://h.example/mcp",
        "http://h.example/mcp",
        "http://localhost.example/mcp",
        "https:///mcp",
        "https://h.example/mcp#part",
        "https://h.example/mcp?a=b",
        "https://h.example/mcp?",
        "https://user@h.example/mcp",
        "https://user:secret@h.example/mcp",
        "https://h.example/a/../mcp",
        "https://h.example/./mcp",
        "https://h.example/a/%2e%2E/mcp",
        "https://h.example/a%2Fmcp",
        "https://h.example/a%5cmcp",
        "https://h.example/a%3Bb",
        "https://h.example/a%2525",
        "https://h.example/a%0d%0ab",
        "https://h.example/a%FFb",
        "https://h.example/a;b=c",
        "https://h.example//mcp",
        "https://h.example/a//",
        "https://h.example/m\"cp",
        "https://h.example/m\r\ncp",
        "https://h.example/m cp",
        "https://h.example/m\\cp",
        "https://h.example/mcp\n",
        "https://h.example/café",
        "https://h.example/*",
        "https://h.example/mcp/*",
        "https://h.example/%7Bid%7D",
        "https://h.example:/mcp",
        "https://h.example:99999/mcp",
        "https://h.example/.well-known/oauth-protected-resource/mcp"
      })
  void refusesOtherIdentifiersAndNamesTheSetting(String identifier) {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> ProtectedResource.of(identifier))
        .satisfies(e -> assertThat(e.setting()).isEqualTo("protectedResource"))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret").doesNotContain("\n"));
  }

  @Test
  void refusesMalformedMembers() {
    ProtectedResource resource = ProtectedResource.of(MCP);

    assertInvalid(() -> resource.withPath("mcp"), "the path");
    assertInvalid(() -> resource.withPath("/a/../b"), "the path");
    assertInvalid(() -> resource.withPath("/a//b"), "the path");
    assertInvalid(() -> resource.withPath("/mcp/*"), "everything below it belongs to it");
    assertInvalid(() -> resource.withPath("/{id}"), "the path");
    assertInvalid(
        () -> resource.withScopesSupported("a").withCollectedScopes(), "listed and collected");
    assertInvalid(
        () -> resource.withCollectedScopes().withScopesSupported("a"), "listed and collected");
    assertInvalid(() -> resource.withName(" "), "its name");
    assertInvalid(() -> resource.withName("a\nb"), "its name");
    assertInvalid(() -> resource.withScopesSupported(), "its scopes are empty");
    assertInvalid(() -> resource.withScopesSupported("a b"), "malformed");
    assertInvalid(() -> resource.withScopesSupported("a", "offline_access"), "offline_access");
    assertInvalid(() -> resource.withDocumentation("docs"), "its documentation");
    assertInvalid(() -> resource.withPolicy("javascript:alert(1)"), "its policy");
    assertInvalid(() -> resource.withTermsOfService("https://h a"), "its termsOfService");
  }

  private static void assertInvalid(Runnable setting, String problem) {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(setting::run)
        .withMessageContaining(problem)
        .satisfies(e -> assertThat(e.setting()).isEqualTo("protectedResource"));
  }

  @Test
  void writesOnlyMembersWithAValue() {
    assertThat(
            new ProtectedResourceMetadata(
                ProtectedResource.of(MCP), List.of("https://issuer.example")))
        .hasToString(
            "{\"resource\":\"https://shop.example/mcp\","
                + "\"authorization_servers\":[\"https://issuer.example\"],"
                + "\"bearer_methods_supported\":[\"header\"]}");
  }

  @Test
  void writesAllMembersInAscii() {
    ProtectedResource resource =
        ProtectedResource.of(MCP)
            .withName("Café \"Tools\"")
            .withScopesSupported("read:products", "write:orders", "read:products")
            .withDocumentation("https://shop.example/docs")
            .withPolicy("https://shop.example/policy")
            .withTermsOfService("https://shop.example/terms");

    assertThat(
            new ProtectedResourceMetadata(
                resource, List.of("https://b.example", "https://a.example")))
        .hasToString(
            "{\"resource\":\"https://shop.example/mcp\","
                + "\"authorization_servers\":[\"https://b.example\",\"https://a.example\"],"
                + "\"scopes_supported\":[\"read:products\",\"write:orders\"],"
                + "\"bearer_methods_supported\":[\"header\"],"
                + "\"resource_name\":\"Caf\\u00E9 \\\"Tools\\\"\","
                + "\"resource_documentation\":\"https://shop.example/docs\","
                + "\"resource_policy_uri\":\"https://shop.example/policy\","
                + "\"resource_tos_uri\":\"https://shop.example/terms\"}");
  }

  @Test
  void answersEachMethod() {
    ProtectedResourceMetadata metadata =
        new ProtectedResourceMetadata(ProtectedResource.of(MCP), List.of("https://issuer.example"));

    ProtectedResourceMetadata.Response document = metadata.respond("GET", null);
    assertThat(document.status()).isEqualTo(200);
    assertThat(document.headers())
        .containsEntry("Content-Type", "application/json")
        .containsEntry("Cache-Control", "public, max-age=3600")
        .containsEntry("X-Content-Type-Options", "nosniff")
        .containsEntry("Access-Control-Allow-Origin", "*");
    assertThat(document.body()).isEqualTo(metadata.toString());

    ProtectedResourceMetadata.Response head = metadata.respond("HEAD", List.of());
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.headers()).isEqualTo(document.headers());
    assertThat(head.body()).isEmpty();

    ProtectedResourceMetadata.Response preflight = metadata.respond("OPTIONS", null);
    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.headers())
        .containsEntry("Access-Control-Allow-Origin", "*")
        .containsEntry("Access-Control-Allow-Methods", "GET, HEAD")
        .containsEntry("Access-Control-Allow-Headers", "*");

    ProtectedResourceMetadata.Response post = metadata.respond("POST", null);
    assertThat(post.status()).isEqualTo(405);
    assertThat(post.headers()).containsEntry("Allow", "GET, HEAD, OPTIONS");
    assertThat(metadata.respond("get", null).status()).isEqualTo(405);
  }

  @Test
  void sendsTheDocumentOnceToAClientThatKeepsIt() {
    List<String> issuers = List.of("https://issuer.example");
    ProtectedResourceMetadata metadata =
        new ProtectedResourceMetadata(ProtectedResource.of(MCP), issuers);
    String etag = metadata.respond("GET", null).headers().get("ETag");

    assertThat(etag).matches("\"[0-9a-f]{32}\"");
    for (List<String> known :
        List.of(List.of(etag), List.of("W/" + etag), List.of("\"a\", " + etag), List.of("*"))) {
      ProtectedResourceMetadata.Response response = metadata.respond("GET", known);
      assertThat(response.status()).isEqualTo(304);
      assertThat(response.body()).isEmpty();
      assertThat(response.headers()).containsEntry("ETag", etag);
      assertThat(metadata.respond("HEAD", known).status()).isEqualTo(304);
    }
    assertThat(metadata.respond("GET", List.of("\"other\"")).status()).isEqualTo(200);
    assertThat(
            new ProtectedResourceMetadata(ProtectedResource.of(MCP), issuers)
                .respond("GET", null)
                .headers())
        .containsEntry("ETag", etag);
    assertThat(
            new ProtectedResourceMetadata(ProtectedResource.of(MCP).withName("Shop"), issuers)
                .respond("GET", null)
                .headers()
                .get("ETag"))
        .isNotEqualTo(etag);
  }

  @Test
  void needsAnIssuerAndListedScopes() {
    assertInvalid(
        () -> new ProtectedResourceMetadata(ProtectedResource.of(MCP), List.of()), "no issuer");
    assertInvalid(
        () ->
            new ProtectedResourceMetadata(
                ProtectedResource.of(MCP).withCollectedScopes(), List.of("https://issuer.example")),
        "cannot be collected here");
  }

  @Test
  void namesTheMetadataInEveryChallenge() {
    ProtectedResource resource = ProtectedResource.of(MCP);
    String address =
        "resource_metadata=\"https://shop.example/.well-known/oauth-protected-resource/mcp\"";

    assertThat(BearerChallenge.missingToken().withResource(resource, authenticated()).header())
        .isEqualTo("Bearer " + address);
    assertThat(BearerChallenge.missingToken().withResource(resource, allOf("a", "b")).header())
        .isEqualTo("Bearer scope=\"a b\", " + address);
    assertThat(BearerChallenge.invalidToken().withResource(resource, allOf("a")).header())
        .isEqualTo(
            "Bearer error=\"invalid_token\", error_description=\"The access token is not valid"
                + " here\", scope=\"a\", "
                + address);
    assertThat(BearerChallenge.invalidRequest().withResource(resource, allOf("a")).header())
        .isEqualTo(
            "Bearer error=\"invalid_request\", error_description=\"The request does not carry one"
                + " well-formed bearer token\", "
                + address);
    assertThat(
            BearerChallenge.insufficientScope(List.of("a", "b", "c"))
                .withRealm("shop")
                .withResource(resource, allOf("a").and(anyOf("b", "c")))
                .header())
        .isEqualTo(
            "Bearer realm=\"shop\", error=\"insufficient_scope\", error_description=\"The access"
                + " token does not allow this request\", scope=\"a b\", "
                + address);
    assertThat(
            BearerChallenge.insufficientScope(List.of())
                .withResource(resource, allOf("a"))
                .header())
        .isEqualTo(
            "Bearer error=\"insufficient_scope\", error_description=\"The access token does not"
                + " allow this request\", "
                + address);
  }

  @Test
  void requestsTheFewestScopes() {
    assertThat(allOf("a", "b").scopesToRequest()).containsExactly("a", "b");
    assertThat(anyOf("read", "admin").scopesToRequest()).containsExactly("read");
    assertThat(anyOf("read", "admin").and(allOf("x", "read")).scopesToRequest())
        .containsExactly("read", "x");
    assertThat(allOf("a", "offline_access").scopesToRequest()).containsExactly("a");
    assertThat(authenticated().scopesToRequest()).isEqualTo(Set.of());
    assertThat(open().scopesToRequest()).isEmpty();
  }
}
