package dev.tokenvalidator.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.Reason;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TestIssuerExtension;
import dev.tokenvalidator.servlet.Http.Response;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The client gets the same response to every bad token, byte for byte. */
@OnEachContainer
@ExtendWith(TestIssuerExtension.class)
class ReasonsTest {

  private static final String HEADER =
      "Bearer error=\"invalid_token\", error_description=\"The access token is not valid here\"";
  private static final String BODY =
      "{\"error\":\"invalid_token\",\"error_description\":\"The access token is not valid here\"}";

  private final Container container;

  ReasonsTest(Container container) {
    this.container = container;
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"INTERNAL_ERROR", "SIGNATURE_PROVIDER_FAILED"})
  @Tag("S04")
  void sendsTheSameResponseForEveryReason(Reason reason, TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer, settings -> BadTokens.configure(settings, reason))
            .filter(filter -> filter.route("/api", BadTokens.access(reason)))
            .servlet("/api", (request, response) -> response.setStatus(200))
            .start()) {
      if (reason == Reason.DISTRUSTED_KEY) {
        app.distrust(issuer.keys().current().keyId());
      }
      Response response = app.get("/api", BadTokens.mint(reason, issuer));

      assertThat(response.status()).isEqualTo(401);
      assertThat(response.header("WWW-Authenticate")).contains(HEADER);
      assertThat(response.body()).isEqualTo(BODY);
      assertThat(response.header("Cache-Control")).contains("no-store");
      assertThat(app.calls()).isZero();
      assertThat(app.refusals())
          .singleElement()
          .satisfies(refusal -> assertThat(refusal.reason()).contains(reason))
          .satisfies(
              refusal ->
                  assertThat(refusal.route()).contains("* /api " + BadTokens.access(reason)));
    }
  }
}
