package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.unavailabilityOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a remote issuer may keep its keys, and where an issuer on loopback may. */
@Tag("slow")
class FetchPolicyTest {

  private static final String HOST = "issuer.example";
  private static final String ISSUER = "https://" + HOST + "/oidc";

  /** Serves the keys over plain http on loopback. */
  private final TestIssuer keys = TestIssuer.start();

  private static ServerSocketFactory sockets;
  private static SSLContext trusting;

  private RawServer server;
  private TunnelProxy proxy;
  private HttpClient client;

  /** The key address in the issuer's metadata. */
  private volatile String jwksUri = keys.jwks().uri().toString();

  private volatile String issuer = ISSUER;

  @BeforeAll
  static void certify(@TempDir Path directory) throws Exception {
    Certificates certificates = new Certificates(directory);
    sockets = certificates.issued("-ext", "san=dns:" + HOST + ",ip:127.0.0.1");
    trusting = certificates.trustingClient();
  }

  @BeforeEach
  void start() throws Exception {
    server = RawServer.https(sockets, this::serve);
    proxy = new TunnelProxy(HOST, server);
    client = HttpClient.newBuilder().sslContext(trusting).proxy(proxy).build();
  }

  private void serve(RawServer self, Socket connection) throws IOException {
    for (String target = self.readTarget(connection);
        target != null;
        target = self.readTarget(connection)) {
      String body =
          target.endsWith("/jwks")
              ? keys.keys().jwkSet()
              : "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + jwksUri + "\"}";
      connection.getOutputStream().write(RawServer.ok(body));
    }
  }

  @AfterEach
  void close() {
    proxy.close();
    server.close();
    keys.close();
  }

  private AccessTokenValidator validator(UnaryOperator<AccessTokenValidatorBuilder> settings) {
    return settings
        .apply(
            AccessTokenValidator.builder()
                .issuer(issuer)
                .audience(keys.resource().indicator())
                .httpClient(client)
                .clock(keys.clock(), keys.clock()))
        .build();
  }

  private void accepts(AccessTokenValidator validator) {
    assertThat(validator.validate(token()).issuer()).isEqualTo(issuer);
  }

  private String token() {
    return keys.token().issuer(issuer).mint();
  }

  @Test
  void refusesPlainHttpOnLoopbackFromARemoteIssuer() {
    int port = keys.endpoint().getPort();
    for (String host :
        List.of(
            "127.0.0.1",
            "127.0.0.1.",
            "127.1.2.3",
            "127.000.000.001",
            "127.0.0.256",
            "127.1",
            "0x7f.1",
            "0177.0.0.1",
            "2130706433",
            "localhost",
            "LOCALHOST",
            "localhost.",
            "a.localhost",
            "[::1]",
            "[0:0:0:0:0:0:0:1]",
            "[::ffff:127.0.0.1]",
            "[::]",
            "0.0.0.0")) {
      jwksUri = "http://" + host + ":" + port + "/oidc/jwks";
      try (AccessTokenValidator validator = validator(settings -> settings)) {
        assertThat(unavailabilityOf(validator, token()))
            .as(host)
            .hasMessageContaining("the metadata's jwks_uri is ");
      }
    }
    assertThat(keys.requests()).isEmpty();
  }

  @Test
  void fetchesKeysFromTheHostOfARemoteIssuer() {
    jwksUri = "https://" + HOST + "/jwks";
    try (AccessTokenValidator validator = validator(settings -> settings)) {
      accepts(validator);
    }
  }

  @Test
  void fetchesKeysFromLoopbackForALocalIssuer() {
    issuer = "https://127.0.0.1:" + server.uri().getPort() + "/oidc";
    try (AccessTokenValidator validator = validator(settings -> settings)) {
      accepts(validator);
    }
    assertThat(keys.jwks().requestCount()).isEqualTo(1);
  }

  @Test
  void fetchesKeysFromAConfiguredLoopbackAddress() {
    try (AccessTokenValidator validator =
        validator(settings -> settings.jwksUri(keys.jwks().uri()))) {
      accepts(validator);
    }
    assertThat(server.requestCount()).isZero();
  }

  /** {@code allowPlainHttp} allows the host, whether settings or metadata name it. */
  @Test
  void fetchesKeysFromAHostAllowedByName() {
    for (String host : List.of("127.0.0.1", "localhost")) {
      jwksUri = "http://" + host + ":" + keys.endpoint().getPort() + "/oidc/jwks";
      try (AccessTokenValidator validator = validator(settings -> settings.allowPlainHttp(host))) {
        accepts(validator);
      }
    }
    assertThat(keys.jwks().requestCount()).isEqualTo(2);
  }

  @Test
  void keepsTheKnownAddressWhenMetadataLaterPointsToLoopback() {
    jwksUri = "https://" + HOST + "/jwks";
    try (AccessTokenValidator validator = validator(settings -> settings)) {
      accepts(validator);
      jwksUri = keys.jwks().uri().toString();
      keys.clock().advance(Duration.ofDays(2));

      accepts(validator);
    }
    assertThat(keys.requests()).isEmpty();
  }

  /** A remote issuer stays remote when it may be asked without TLS. */
  @Test
  void refusesLoopbackFromARemoteIssuerAllowedPlainHttp() {
    issuer = "http://logto.example/oidc";
    try (RawServer plain = RawServer.http(this::serve)) {
      client = HttpClient.newBuilder().proxy(ProxySelector.of(plain.address())).build();
      try (AccessTokenValidator validator =
          validator(settings -> settings.allowPlainHttp("logto.example"))) {
        assertThat(unavailabilityOf(validator, token()))
            .hasMessageContaining("is plain http on loopback");
      }
      assertThat(plain.requestCount()).isEqualTo(1);
    }
    assertThat(keys.requests()).isEmpty();
  }
}
