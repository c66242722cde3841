package dev.tokenvalidator.examples.shopping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenvalidator.examples.shopping.api.TomcatServer;
import dev.tokenvalidator.examples.shopping.client.MachineClient;
import dev.tokenvalidator.fixtures.MachineApp;
import dev.tokenvalidator.fixtures.TestIssuer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs the walk-through. */
class WalkthroughTest {

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private TestIssuer issuer;
  private TomcatServer server;

  @BeforeEach
  void start() throws Exception {
    issuer = ShoppingApi.startIssuer(0);
    server = ShoppingApi.startApi(0, issuer);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    issuer.close();
  }

  private Walkthrough walkthroughOf(MachineApp app) {
    return new Walkthrough(
        new MachineClient(issuer.endpoint(), app.id(), app.secret()),
        server.uri(),
        new PrintStream(printed, true, UTF_8));
  }

  @Test
  void completesItsSteps() throws Exception {
    assertThat(walkthroughOf(issuer.app()).run())
        .containsExactly(200, 200, 201, 200, 200, 403, 401, 200);

    assertThat(printed.toString(UTF_8))
        .contains("> POST " + issuer.tokenEndpoint().uri())
        .contains("> &resource=https://shopping.api")
        .contains("> &scope=read:products write:products")
        .contains("\"token_type\":\"Bearer\",\"scope\":\"read:products write:products\"}")
        .contains("> GET " + server.uri() + "/products")
        .contains("< [\"teapot\",\"cup\"]")
        .contains("< subject    " + issuer.app().id())
        .contains("< client id  " + issuer.app().id())
        .contains("\"expires_in\":3600,\"token_type\":\"Bearer\"}")
        .contains("error=\"insufficient_scope\"")
        .contains("scope=\"read:products\"")
        .containsPattern("< WWW-Authenticate: Bearer\\R");
  }

  @Test
  void printsNoTokenInFull() throws Exception {
    walkthroughOf(issuer.app()).run();

    assertThat(printed.toString(UTF_8)).contains("eyJ").doesNotContainPattern("eyJ[\\w-]+\\.\\w");
  }

  @Test
  void stopsAtAnUnexpectedResponse() {
    Walkthrough ofReader = walkthroughOf(issuer.reader());

    assertThatThrownBy(ofReader::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("write:products")
        .hasMessageEndingWith("expected 201, but was 403");
  }

  @Test
  void printsCurlCommandsForTheRunningServers() {
    MachineClient machine =
        new MachineClient(issuer.endpoint(), issuer.app().id(), issuer.app().secret());

    assertThat(CurlLines.of(machine, server.uri()))
        .contains(issuer.app().id(), issuer.app().secret())
        .contains("--request POST '" + issuer.tokenEndpoint().uri() + "' \\\n")
        .contains("--header 'Authorization: " + machine.basicCredentials() + "' \\\n")
        .contains("\"Authorization: Bearer $TOKEN\" " + server.uri() + "/products\n")
        .doesNotContain("%");
  }
}
