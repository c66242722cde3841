package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.unavailabilityOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names, certificates and connections: faults on the way to the issuer. */
@Tag("slow")
class IssuerConnectionTest extends IssuerTestBase {

  /** A validator whose keys come from another address than the issuer's. */
  private AccessTokenValidatorBuilder validatorWithKeysAt(URI jwksUri) {
    return AccessTokenValidator.builder()
        .issuer(issuer.issuer())
        .jwksUri(jwksUri)
        .audience(issuer.resource().indicator())
        .clock(issuer.clock(), issuer.clock());
  }

  @Test
  @Tag("F28")
  void refusesKeysFromAnUntrustedTlsServer(@TempDir Path directory) throws Exception {
    Certificates certificates = new Certificates(directory);
    HttpClient trusting = HttpClient.newBuilder().sslContext(certificates.trustingClient()).build();
    ServerSocketFactory good = certificates.issued("-ext", "san=ip:127.0.0.1");

    refusesTls(
        certificates.issued("-ext", "san=ip:127.0.0.1", "-startdate", "-2d", "-validity", "1"),
        trusting,
        CertificateExpiredException.class);
    refusesTls(
        certificates.issued("-ext", "san=dns:keys.example,ip:127.0.0.2"),
        trusting,
        CertificateException.class);
    refusesTls(certificates.selfSigned(), trusting, CertPathBuilderException.class);
    refusesTls(good, null, CertPathBuilderException.class);

    try (RawServer server = tlsServer(good);
        AccessTokenValidator validator =
            validatorWithKeysAt(server.uri()).httpClient(trusting).build()) {
      accepts(validator);
      assertThat(server.requestCount()).isEqualTo(1);
    }
    // The keys were not requested without TLS instead.
    assertThat(issuer.requests()).isEmpty();
  }

  private void refusesTls(
      ServerSocketFactory sockets, @Nullable HttpClient client, Class<? extends Exception> cause) {
    try (RawServer server = tlsServer(sockets)) {
      AccessTokenValidatorBuilder settings = validatorWithKeysAt(server.uri());
      if (client != null) {
        settings.httpClient(client);
      }
      try (AccessTokenValidator validator = settings.build()) {
        Throwable root = unavailabilityOf(validator, issuer.token().mint());
        while (root.getCause() != null) {
          root = root.getCause();
        }
        assertThat(root).isInstanceOf(cause);
      }
      assertThat(server.requestCount()).isZero();
      assertThat(server.connectionCount()).isPositive();
    }
  }

  private RawServer tlsServer(ServerSocketFactory sockets) {
    return RawServer.https(
        sockets,
        (server, connection) -> {
          if (server.readRequest(connection)) {
            connection.getOutputStream().write(RawServer.ok(issuer.keys().jwkSet()));
          }
        });
  }

  @Test
  @Tag("F29")
  void isUnavailableWhileTheIssuersNameDoesNotResolve() {
    try (AccessTokenValidator validator =
        AccessTokenValidator.builder()
            .issuer("https://issuer.invalid/oidc")
            .audience(issuer.resource().indicator())
            .clock(issuer.clock(), issuer.clock())
            .build()) {
      String token = issuer.token().issuer("https://issuer.invalid/oidc").mint();

      ValidationUnavailableException refusal = unavailabilityOf(validator, token);

      assertThat(refusal).hasRootCauseInstanceOf(UnresolvedAddressException.class);
      assertThat(refusal.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
    }
  }

  @Test
  @Tag("F29")
  void resolvesTheIssuersNameForEveryFetch(@TempDir Path directory) throws Exception {
    Path output = directory.resolve("output");
    String path =
        String.join(
            File.pathSeparator,
            Path.of("target", "test-classes").toString(),
            Path.of("target", "classes").toString(),
            System.getProperty("jdk.module.path", ""),
            System.getProperty("java.class.path"));
    Process moving =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djdk.net.hosts.file=" + directory.resolve("hosts"),
                "-Dsun.net.inetaddr.ttl=0",
                "-cp",
                path,
                MovingHost.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();

    int status = moving.waitFor();
    assertThat(status).as(Files.readString(output)).isZero();
  }

  /** How the raw server ends a request for the keys. */
  private enum Ending {
    KEPT_OPEN,
    CLOSED_AFTER_THE_RESPONSE,
    CLOSED_BEFORE_THE_RESPONSE,
    RESET_IN_THE_BODY,
    HALF_CLOSED_IN_THE_BODY,
    HALF_CLOSED_IN_A_BODY_OF_UNKNOWN_LENGTH
  }

  @Test
  @Tag("F32")
  void acceptsKnownKeysWhenConnectionsEndEarly() {
    AtomicReference<Ending> ending = new AtomicReference<>(Ending.KEPT_OPEN);
    KeySetLog events = new KeySetLog();
    try (RawServer server = RawServer.http((self, connection) -> serve(self, connection, ending));
        AccessTokenValidator validator =
            validatorWithKeysAt(server.uri()).listener(events).build()) {
      accepts(validator);
      events.await(() -> events.count("Loaded") == 1);

      for (Ending next : Ending.values()) {
        ending.set(Ending.CLOSED_AFTER_THE_RESPONSE);
        int loads = events.count("Loaded");
        int failures = events.count("LoadFailed");
        validator.refreshKeys(); // the server closes its connection before the next fetch
        events.await(() -> events.count("Loaded") == loads + 1);
        ending.set(next);
        int requests = server.requestCount();

        issuer.clock().advance(Duration.ofMinutes(10));
        accepts(validator); // whether or not the fetch succeeds
        boolean succeeds = next == Ending.KEPT_OPEN || next == Ending.CLOSED_AFTER_THE_RESPONSE;
        events.await(
            () ->
                succeeds
                    ? events.count("Loaded") == loads + 2
                    : events.count("LoadFailed") == failures + 1);

        for (int i = 0; i < 20; i++) {
          accepts(validator);
        }
        assertThat(server.requestCount() - requests).as(next.toString()).isBetween(1, 2);
        ending.set(Ending.KEPT_OPEN);
        issuer.clock().advance(Duration.ofMinutes(1));
        accepts(validator);
        events.await(() -> events.count("Loaded") == loads + 2);
      }
    }
  }

  private void serve(RawServer server, Socket connection, AtomicReference<Ending> ending)
      throws IOException {
    OutputStream out = connection.getOutputStream();
    while (server.readRequest(connection)) {
      byte[] whole = RawServer.ok(issuer.keys().jwkSet());
      byte[] most = Arrays.copyOf(whole, whole.length - 20);
      switch (Objects.requireNonNull(ending.get())) {
        case KEPT_OPEN -> out.write(whole);
        case CLOSED_AFTER_THE_RESPONSE -> {
          out.write(whole);
          return;
        }
        case CLOSED_BEFORE_THE_RESPONSE -> {
          return;
        }
        case RESET_IN_THE_BODY -> {
          out.write(most);
          connection.setSoLinger(true, 0); // closing it sends RST
          return;
        }
        case HALF_CLOSED_IN_THE_BODY -> {
          out.write(most);
          connection.shutdownOutput();
        }
        case HALF_CLOSED_IN_A_BODY_OF_UNKNOWN_LENGTH -> {
          out.write(
              new String(most, UTF_8).replaceFirst("Content-Length: \\d+\r\n", "").getBytes(UTF_8));
          connection.shutdownOutput();
        }
      }
    }
  }
}
