package dev.tokenvalidator.quarkus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What would protect nothing, or would refuse everyone, stops the start. */
@Tag("container")
class QuarkusStartTest {

  private static final String ISSUER = "token-validator.logto-endpoint=https://logto.example";
  private static final String AUDIENCE = "token-validator.audience=https://shopping.api";

  @Test
  void namesTheMissingIssuer() throws Exception {
    assertThat(QuarkusApp.failure("main"))
        .contains("InvalidSettingException: issuer: is missing", "token-validator.issuer");
  }

  @Test
  void namesTheMissingAudience() throws Exception {
    assertThat(QuarkusApp.failure("main", ISSUER)).contains("InvalidSettingException: audience");
  }

  @Test
  void namesAnEndpointWithoutAnAnnotationWhereCoverageIsRequired() throws Exception {
    assertThat(
            QuarkusApp.failure("main", ISSUER, AUDIENCE, "token-validator.require-coverage=true"))
        .contains("InvalidSettingException: requireCoverage", "Silent.get");
  }

  @Test
  void namesAMisspeltSetting() throws Exception {
    assertThat(QuarkusApp.failure("main", ISSUER, AUDIENCE, "token-validator.clock-scew=1s"))
        .contains("InvalidSettingException: token-validator.clock-scew");
  }

  @Test
  void namesAContradiction() throws Exception {
    assertThat(QuarkusApp.failure("contradiction", ISSUER, AUDIENCE))
        .contains("InvalidSettingException", "Variants$Contradiction.get: it contradicts");
  }

  @Test
  void namesAnAnnotationThatNothingReads() throws Exception {
    assertThat(QuarkusApp.failure("roles", ISSUER, AUDIENCE))
        .contains("InvalidSettingException: @RolesAllowed", "on Quarkus add quarkus-security");
  }

  /** Quarkus ignores features that an application does not list. */
  @Test
  void namesTheFeaturesThatTheApplicationDoesNotList() throws Exception {
    assertThat(QuarkusApp.failure("unlisted", ISSUER, AUDIENCE))
        .contains(
            "InvalidSettingException: validator-rest: protects nothing",
            "dev.tokenvalidator.rest.DiscoveredFeature",
            "dev.tokenvalidator.rest.EndpointFeature");
  }

  @Test
  void protectsAnApplicationThatListsTheFeatures() throws Exception {
    try (TestIssuer issuer = TestIssuer.start();
        QuarkusApp app =
            QuarkusApp.start("listed", issuer, "token-validator.require-coverage=true")) {
      assertThat(app.get("/shop/caller", null).statusCode()).isEqualTo(401);
      assertThat(app.get("/shop/caller", issuer.token().without("scope").mint()).statusCode())
          .isEqualTo(403);
      assertThat(app.get("/shop/caller", issuer.token().scope("read:x").mint()).statusCode())
          .isEqualTo(200);
      assertThat(app.get("/sub/1", null).statusCode()).isEqualTo(401);
      assertThat(app.get("/unknown", null).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void servesTheMetadataOfTheResource() throws Exception {
    String path = "/.well-known/oauth-protected-resource";
    try (TestIssuer issuer = TestIssuer.start();
        QuarkusApp app =
            QuarkusApp.start(
                "main", issuer, "token-validator.protected-resource=https://shopping.api")) {
      HttpResponse<String> document = app.get(path, null);
      assertThat(document.statusCode()).isEqualTo(200);
      assertThat(document.headers().firstValue("Content-Type").orElse(""))
          .startsWith("application/json");
      assertThat(document.body())
          .isEqualTo(
              "{\"resource\":\"https://shopping.api\",\"authorization_servers\":[\""
                  + issuer.issuer()
                  + "\"],\"bearer_methods_supported\":[\"header\"]}");
      HttpResponse<String> head = app.send("HEAD", path, null);
      assertThat(head.statusCode()).isEqualTo(200);
      String length = Integer.toString(document.body().length());
      assertThat(head.headers().firstValue("Content-Length").orElse(length)).isEqualTo(length);
      assertThat(app.send("OPTIONS", path, null).statusCode()).isEqualTo(204);
      assertThat(app.send("POST", path, null).statusCode()).isEqualTo(405);
      String etag = document.headers().firstValue("ETag").orElseThrow();
      assertThat(
              app.send(app.request("GET", path, null).header("If-None-Match", etag)).statusCode())
          .isEqualTo(304);
      assertThat(app.get(path + "/other", null).statusCode()).isEqualTo(401);

      String metadata = "resource_metadata=\"https://shopping.api" + path + "\"";
      assertThat(app.get("/shop/caller", null).headers().firstValue("WWW-Authenticate"))
          .hasValue("Bearer scope=\"read:x\", " + metadata);
      String forged = issuer.token().scope("read:x").mint() + "x";
      assertThat(app.get("/shop/caller", forged).headers().firstValue("WWW-Authenticate"))
          .hasValue(
              "Bearer error=\"invalid_token\", error_description=\"The access token is not valid"
                  + " here\", scope=\"read:x\", "
                  + metadata);
    }
  }

  /** The module maps NotFoundException too, and must not be in the way. */
  @ParameterizedTest
  @CsvSource({"listed, nothing here", "mapper, refused"})
  void leavesMappersToTheApplication(String variant, String body) throws Exception {
    try (TestIssuer issuer = TestIssuer.start();
        QuarkusApp app = QuarkusApp.start(variant, issuer)) {
      for (String path : List.of("/unknown", "/shop/missing")) {
        HttpResponse<String> stranger = app.get(path, null);
        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(stranger.body()).doesNotContain(body);

        HttpResponse<String> caller = app.get(path, issuer.token().mint());
        assertThat(caller.statusCode()).isEqualTo(404);
        assertThat(caller.body()).isEqualTo(body);
      }
    }
  }
}
