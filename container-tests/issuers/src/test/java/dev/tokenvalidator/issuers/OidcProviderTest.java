package dev.tokenvalidator.issuers;

import static dev.tokenvalidator.issuers.Refusals.assertRefused;
import static dev.tokenvalidator.issuers.Refusals.assertRefusedWithoutProposal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.issuers.Journey.FirstChoice;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Only with {@code -Doidc-provider.modules}. */
@Tag("container")
class OidcProviderTest {

  private static final Map<String, String> REQUEST =
      Map.of("resource", Journey.AUDIENCE, "scope", Journey.SCOPE);

  private static OidcProvider issuer;

  @BeforeAll
  static void start() throws Exception {
    issuer = OidcProvider.start(System.getProperty("oidc-provider.modules", ""));
  }

  @AfterAll
  static void stop() {
    if (issuer != null) {
      issuer.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void needsNothing(FirstChoice choice) throws Exception {
    Journey journey = Journey.go(issuer, choice, REQUEST);

    assertThat(journey.rounds()).isZero();
    assertThat(journey.changes()).isEmpty();
    assertThat(journey.requestChanges()).isZero();
  }

  /** Without a resource its tokens are opaque, and without a scope they allow nothing. */
  @ParameterizedTest
  @EnumSource
  void tellsAClientWhatToRequest(FirstChoice choice) throws Exception {
    Journey journey = Journey.go(issuer, choice, Map.of());

    assertThat(journey.rounds()).isZero();
    assertThat(journey.changes()).isEmpty();
    assertThat(journey.requestChanges()).isEqualTo(2);
  }

  @Test
  void neverAcceptsWhatIsNoAccessTokenForUs() throws Exception {
    Map<String, String> settings = Journey.go(issuer, FirstChoice.SETTINGS, REQUEST).settings();
    String ours = issuer.token(REQUEST);
    Map<String, String> ofOtherApi = new LinkedHashMap<>(settings);
    ofOtherApi.put("audience", "https://other.api");

    assertRefusedWithoutProposal(settings, issuer.token(Map.of()));
    assertRefusedWithoutProposal(settings, Refusals.withSignatureOf(issuer.token(REQUEST), ours));
    assertThat(assertRefused(ofOtherApi, ours)).contains("WRONG_AUDIENCE");
  }
}
