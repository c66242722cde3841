package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.unavailabilityOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.Answer;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
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

    assertThat(
            refusesTls(
                certificates.issued(
                    "-ext", "san=ip:127.0.0.1", "-startdate", "-2d", "-validity", "1"),
                trusting,
                CertificateExpiredException.class))
        .matches(
            "the certificate of \"127.0.0.1\" has expired: subject \"CN=server\", issuer \"CN=CA\","
                + " valid until [-:0-9TZ]+; renew it, or set the clock of this machine");
    assertThat(
            refusesTls(
                certificates.issued("-ext", "san=ip:127.0.0.1", "-startdate", "+2d"),
                trusting,
                CertificateNotYetValidException.class))
        .matches(
            "the certificate of \"127.0.0.1\" is not valid yet: subject \"CN=server\", issuer"
                + " \"CN=CA\", valid from [-:0-9TZ]+; is the clock of this machine right\\?");
    List<String> otherNames = List.of("san=dns:keys.example,ip:127.0.0.2", "ku=digitalSignature");
    for (String extension : otherNames) {
      assertThat(
              refusesTls(
                  certificates.issued("-ext", extension), trusting, CertificateException.class))
          .isEqualTo(
              "the certificate of the server is not for the name \"127.0.0.1\"; use a name that is"
                  + " in the certificate, or have it issued for this one, too");
    }
    String untrusted =
        "the certificate of \"127.0.0.1\" is not trusted (\"unable to find valid certification path"
            + " to requested target\"); if it is of an authority of your own, give by httpClient a"
            + " client whose trust store has that authority";
    assertThat(refusesTls(certificates.selfSigned(), trusting, CertPathBuilderException.class))
        .isEqualTo(untrusted);
    assertThat(refusesTls(good, null, CertPathBuilderException.class)).isEqualTo(untrusted);

    try (RawServer server = tlsServer(good);
        AccessTokenValidator validator =
            validatorWithKeysAt(server.uri()).httpClient(trusting).build()) {
      accepts(validator);
      assertThat(server.requestCount()).isEqualTo(1);
    }
    // The keys were not requested without TLS instead.
    assertThat(issuer.requests()).isEmpty();
  }

  /** Returns what the message says about the connection. */
  private String refusesTls(
      ServerSocketFactory sockets, @Nullable HttpClient client, Class<? extends Exception> cause) {
    try (RawServer server = tlsServer(sockets)) {
      AccessTokenValidatorBuilder settings = validatorWithKeysAt(server.uri());
      if (client != null) {
        settings.httpClient(client);
      }
      try (AccessTokenValidator validator = settings.build()) {
        ValidationUnavailableException refusal = unavailabilityOf(validator, issuer.token().mint());
        Throwable root = refusal;
        while (root.getCause() != null) {
          root = root.getCause();
        }
        assertThat(root).isInstanceOf(cause);
        assertThat(server.requestCount()).isZero();
        assertThat(server.connectionCount()).isPositive();
        return faultIn(refusal, server.uri());
      }
    }
  }

  /** What the message says about the connection, which is no name of a Java class. */
  private static String faultIn(ValidationUnavailableException refusal, URI address) {
    String message = String.valueOf(refusal.getMessage());
    String start = " unavailable: no response from \"" + address + "\": ";
    assertThat(message).contains(start).doesNotContain("java.", "javax.", "sun.", "Exception");
    return message.substring(message.indexOf(start) + start.length());
  }

  private String faultOf(URI address) {
    return faultOf(address, HttpClient.newHttpClient());
  }

  private String faultOf(URI address, HttpClient client) {
    try (AccessTokenValidator validator = validatorWithKeysAt(address).httpClient(client).build()) {
      return faultIn(unavailabilityOf(validator, issuer.token().mint()), address);
    }
  }

  @Test
  void saysThatNoServerListens() {
    issuer.stop();

    assertThat(faultOf(issuer.jwks().uri()))
        .isEqualTo(
            "no connection to \"127.0.0.1:"
                + issuer.jwks().uri().getPort()
                + "\"; does the server run, and is the port right? Inside a container, this address"
                + " is the container itself");
  }

  @Test
  void saysThatTheNameOfTheHostOrProxyIsUnknown() {
    assertThat(faultOf(URI.create("https://keys.invalid/jwks")))
        .isEqualTo(
            "the name of the host \"keys.invalid\" cannot be resolved; is it spelled right, and does"
                + " this machine or container know it?");
    HttpClient proxied =
        HttpClient.newBuilder()
            .proxy(ProxySelector.of(InetSocketAddress.createUnresolved("proxy.invalid", 3128)))
            .build();
    assertThat(faultOf(URI.create("https://keys.invalid/jwks"), proxied))
        .isEqualTo(
            "the name of the proxy \"proxy.invalid:3128\" cannot be resolved; is it spelled right,"
                + " and does this machine or container know it?");
  }

  /** The time to connect includes the TLS handshake, which this server never begins. */
  @Test
  void saysThatTheConnectionTookTooLong() {
    CountDownLatch done = new CountDownLatch(1);
    HttpClient hasty = HttpClient.newBuilder().connectTimeout(Duration.ofMillis(100)).build();
    try (RawServer silent = RawServer.http((self, connection) -> await(done))) {
      URI address = withScheme("https", silent.uri());

      assertThat(faultOf(address, hasty))
          .isEqualTo(
              "no connection to \"127.0.0.1:"
                  + address.getPort()
                  + "\" in time; is the address right, and does a firewall let it through?");
    } finally {
      done.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static URI withScheme(String scheme, URI address) {
    return URI.create(scheme + "://" + address.getRawAuthority() + address.getRawPath());
  }

  @Test
  void tellsAPlainPortFromATlsPort(@TempDir Path directory) throws Exception {
    String bad = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
    try (RawServer plain =
        RawServer.http(
            (self, connection) -> {
              connection.getInputStream().readNBytes(1);
              connection.getOutputStream().write(bad.getBytes(UTF_8));
              connection.shutdownOutput();
              // Closing it with bytes unread would reset it.
              connection.getInputStream().transferTo(OutputStream.nullOutputStream());
            })) {
      assertThat(faultOf(withScheme("https", plain.uri())))
          .isEqualTo(
              "\"127.0.0.1:"
                  + plain.uri().getPort()
                  + "\" does not answer with TLS; is the port right, and is it that for https?");
    }
    assertThat(faultOf(withScheme("https", issuer.jwks().uri())))
        .isEqualTo(
            "\"127.0.0.1:"
                + issuer.jwks().uri().getPort()
                + "\" ended the TLS handshake; is the port right, and is it that for https?");
    Certificates certificates = new Certificates(directory);
    try (RawServer tls = tlsServer(certificates.selfSigned())) {
      assertThat(faultOf(withScheme("http", tls.uri())))
          .isEqualTo("what answers is not HTTP; if it is TLS, give an address with https");
    }
  }

  @Test
  void quotesWhatElseTheClientSays() {
    issuer.jwks().answer(Answer.closed());

    assertThat(faultOf(issuer.jwks().uri())).isEqualTo("\"EOF reached while reading\"");
  }

  /** A proxy in front of the issuer ends TLS, and the issuer does not know of it. */
  @Test
  void givesTheAddressOfTheKeysTooForAnIssuerThatNamesItselfWithoutTls(@TempDir Path directory)
      throws Exception {
    Certificates certificates = new Certificates(directory);
    String metadata =
        "{\"issuer\":\"http://auth.example/oidc\",\"jwks_uri\":\"http://auth.example/oidc/jwks\"}";
    try (RawServer server =
            RawServer.https(
                certificates.issued("-ext", "san=dns:auth.example"),
                (self, connection) -> {
                  if (self.readRequest(connection)) {
                    connection.getOutputStream().write(RawServer.ok(metadata));
                  }
                });
        TunnelProxy proxy = new TunnelProxy("auth.example", server);
        AccessTokenValidator validator =
            AccessTokenValidator.builder()
                .issuer("https://auth.example/oidc")
                .audience("a")
                .httpClient(
                    HttpClient.newBuilder()
                        .sslContext(certificates.trustingClient())
                        .proxy(proxy)
                        .build())
                .build()) {
      assertThat(unavailabilityOf(validator, issuer.token().mint()))
          .hasMessageEndingWith(
              "; they differ only by http and https: set issuer=\"http://auth.example/oidc\" and"
                  + " jwksUri=\"https://auth.example/oidc/jwks\"; then tokens must name that issuer,"
                  + " and its metadata is not checked any more");
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

      assertThat(refusal)
          .hasRootCauseInstanceOf(UnresolvedAddressException.class)
          .hasMessageContaining("the name of the host \"issuer.invalid\" cannot be resolved");
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
