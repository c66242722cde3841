package dev.tokenvalidator.issuers;

import static dev.tokenvalidator.issuers.Refusals.assertRefused;
import static dev.tokenvalidator.issuers.Refusals.assertRefusedWithoutProposal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.issuers.Journey.FirstChoice;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("container")
class SpringAuthorizationServerTest {

  private static final Map<String, String> SCOPE = Map.of("scope", Journey.SCOPE);

  private static SpringAuthorizationServer issuer;

  @BeforeAll
  static void start() {
    issuer = SpringAuthorizationServer.start();
  }

  @AfterAll
  static void stop() {
    if (issuer != null) {
      issuer.close();
    }
  }

  @BeforeEach
  void reset() {
    issuer.reset();
  }

  /** There is no setting for its type: nothing tells its access tokens from its ID tokens. */
  @ParameterizedTest
  @EnumSource
  void leadsToAcceptedTokensInOneRoundOfSettings(FirstChoice choice) throws Exception {
    Journey journey = Journey.go(issuer, choice, SCOPE);

    assertThat(journey.rounds()).as(journey.toString()).isEqualTo(1);
    assertThat(journey.changes()).as(journey.toString()).hasSize(3);
    assertThat(journey.settings())
        .containsOnlyKeys("issuer", "audience", "scopeFormat")
        .containsEntry("scopeFormat", "array");
  }

  @ParameterizedTest
  @EnumSource
  void leadsAClientThatRequestsNoScopeThereToo(FirstChoice choice) throws Exception {
    Journey journey = Journey.go(issuer, choice, Map.of());

    assertThat(journey.rounds()).as(journey.toString()).isEqualTo(1);
    assertThat(journey.requestChanges()).isEqualTo(1);
  }

  @Test
  void leadsToOneSettingWithTheDocumentedCustomizer() throws Exception {
    issuer.changeAsDocumented();

    Journey journey = Journey.go(issuer, FirstChoice.ISSUER, SCOPE);

    assertThat(journey.rounds()).as(journey.toString()).isEqualTo(1);
    assertThat(journey.changes()).isEmpty();
    assertThat(journey.settings()).containsOnlyKeys("issuer", "audience", "scopeFormat");
  }

  @Test
  void neverAcceptsWhatIsNoAccessTokenForUs() throws Exception {
    String answer = issuer.logIn("openid");
    String idToken = Http.member(answer, "id_token");
    String refreshToken = Http.member(answer, "refresh_token");
    Map<String, String> settings = Journey.go(issuer, FirstChoice.SETTINGS, SCOPE).settings();
    String ours = issuer.token(SCOPE);
    String forClient = Http.member(issuer.logIn("openid"), "id_token");

    assertRefusedWithoutProposal(settings, idToken);
    assertRefusedWithoutProposal(settings, forClient);
    assertRefusedWithoutProposal(settings, refreshToken);
    assertRefusedWithoutProposal(settings, Refusals.withSignatureOf(idToken, ours));
    issuer.change("write https://other.api", "an OAuth2TokenCustomizer");
    assertThat(assertRefused(settings, issuer.token(SCOPE))).contains("WRONG_AUDIENCE");
  }
}
