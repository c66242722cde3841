package dev.tokenvalidator.issuers;

import static dev.tokenvalidator.issuers.Refusals.assertRefused;
import static dev.tokenvalidator.issuers.Refusals.assertRefusedWithoutProposal;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tokenvalidator.issuers.Journey.FirstChoice;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Only with {@code -Preal-issuers}. */
@Tag("container")
class KeycloakTest {

  private static Keycloak keycloak;

  @BeforeAll
  static void start() throws Exception {
    keycloak = Keycloak.start(Path.of(System.getProperty("keycloak.home", "")));
  }

  @AfterAll
  static void stop() {
    if (keycloak != null) {
      keycloak.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void leadsToAcceptedTokensInOneRoundOfSettingsAtMost(FirstChoice choice) throws Exception {
    Journey journey =
        Journey.go(
            keycloak.inNewRealm("shop-" + choice.name().toLowerCase(Locale.ROOT)),
            choice,
            Map.of());

    assertThat(journey.rounds())
        .as(journey.toString())
        .isEqualTo(choice == FirstChoice.SETTINGS ? 1 : 0);
    assertThat(journey.changes())
        .as(journey.toString())
        .hasSize(choice == FirstChoice.SETTINGS ? 2 : 3);
  }

  @ParameterizedTest
  @EnumSource
  void neverAcceptsWhatIsNoAccessTokenForUs(FirstChoice choice) throws Exception {
    String realm = "safe-" + choice.name().toLowerCase(Locale.ROOT);
    Journey journey = Journey.go(keycloak.inNewRealm(realm), choice, Map.of());
    Map<String, String> settings = journey.settings();
    String ours = keycloak.token(Map.of());
    keycloak.addPerson();
    CompletableFuture<String> logoutToken = new CompletableFuture<>();
    HttpServer client =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    client.createContext(
        "/",
        exchange -> {
          String form = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
          logoutToken.complete(
              URLDecoder.decode(form.replaceFirst(".*logout_token=", ""), UTF_8)
                  .replaceFirst("&.*", ""));
        });
    client.start();
    try {
      keycloak.changeClient(
          "\"directAccessGrantsEnabled\": true, \"attributes\": {\"backchannel.logout.url\":"
              + " \"http://127.0.0.1:%d/\"}".formatted(client.getAddress().getPort()));
      String answer = keycloak.logIn("openid");
      String idToken = Http.member(answer, "id_token");
      String refreshToken = Http.member(answer, "refresh_token");
      keycloak.logOut(refreshToken);

      assertThat(new String(Base64.getUrlDecoder().decode(idToken.split("\\.", -1)[1]), UTF_8))
          .contains("\"typ\":\"ID\"");
      assertThat(assertRefusedWithoutProposal(settings, idToken))
          .contains("let the client send the access token")
          .doesNotContain("also expected");
      assertRefusedWithoutProposal(settings, logoutToken.get(30, TimeUnit.SECONDS));
      assertRefusedWithoutProposal(settings, refreshToken);
      assertRefusedWithoutProposal(settings, Refusals.withSignatureOf(idToken, ours));
    } finally {
      client.stop(0);
    }
    keycloak.inNewRealm("other-" + realm);
    assertRefusedWithoutProposal(settings, keycloak.token(Map.of()));
  }

  @ParameterizedTest
  @EnumSource
  void neverAcceptsATokenForAnotherApi(FirstChoice choice) throws Exception {
    String realm = "api-" + choice.name().toLowerCase(Locale.ROOT);
    Journey journey = Journey.go(keycloak.inNewRealm(realm), choice, Map.of());
    String ours = keycloak.token(Map.of());
    // The settings of this realm for another API: what was ours there is for another API here.
    Map<String, String> settings = new LinkedHashMap<>(journey.settings());
    settings.put("audience", "https://other.api");

    assertThat(assertRefused(settings, ours)).contains("WRONG_AUDIENCE");
  }
}
