package dev.tokenvalidator.containers;

import static dev.tokenvalidator.Access.allOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import dev.tokenvalidator.servlet.OnEachContainer;
import dev.tokenvalidator.servlet.QuickIssuer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A WebSocket handshake needs the scope of its route, wherever the filter is registered. */
@Tag(OnEachContainer.TAG)
@ExtendWith(QuickIssuer.class)
class WebSocketsTest {

  @TempDir private Path directory;

  static List<WebSocketContainer> everyContainer() {
    return WebSocketContainer.onTheClassPath();
  }

  static Stream<Arguments> everyPlace() {
    return everyContainer().stream()
        .flatMap(
            container ->
                Arrays.stream(FilterPlace.values()).map(place -> Arguments.of(container, place)));
  }

  @ParameterizedTest
  @MethodSource("everyPlace")
  void requiresScopeForEndpointsAddedAtStart(
      WebSocketContainer container, FilterPlace place, TestIssuer issuer) throws Exception {
    War war = War.in(directory, descriptor(issuer), CallerEndpoint.class);

    try (WebSocketContainer.Running app =
        container.start(place, filter(issuer), war, CallerEndpoint.class)) {
      assertRequiresScope(app, CallerEndpoint.PATH, issuer);
    }
  }

  @ParameterizedTest
  @MethodSource("everyPlace")
  void requiresScopeForEndpointsAddedLater(
      WebSocketContainer container, FilterPlace place, TestIssuer issuer) throws Exception {
    War war = War.in(directory, descriptor(issuer));

    try (WebSocketContainer.Running app = container.start(place, filter(issuer), war)) {
      app.addEndpoint("/ws/late");

      assertRequiresScope(app, "/ws/late", issuer);
    }
  }

  /** As docs/where.md advises. The clock skew still admits the token, which has expired. */
  @ParameterizedTest
  @MethodSource("everyContainer")
  void closesSessionsWhenTheirTokenExpires(WebSocketContainer container, TestIssuer issuer)
      throws Exception {
    String token =
        issuer.token().scope("read:products").expiresAt(Instant.now().minusSeconds(1)).mint();
    try (AccessTokenValidator validator =
            AccessTokenValidator.builder()
                .logtoEndpoint(issuer.endpoint().toString())
                .audience(issuer.resource().indicator())
                .build();
        WebSocketContainer.Running app =
            container.start(
                FilterPlace.INSTALL,
                BearerTokenFilter.builder()
                    .environment(false)
                    .validator(validator)
                    .route("GET", "/ws/*", allOf("read:products"))
                    .build(),
                War.in(directory, ""))) {
      app.addEndpoint("/ws/watched", WatchedEndpoint.class, new UntilExpiry(validator));

      assertThat(Handshake.with(app.port(), "/ws/watched", token))
          .isEqualTo(new Handshake(101, "closed: 1008"));
    }
  }

  private static void assertRequiresScope(
      WebSocketContainer.Running app, String path, TestIssuer issuer) throws Exception {
    String caller = issuer.app().id();

    assertThat(Handshake.with(app.port(), path, null)).isEqualTo(new Handshake(401, ""));
    assertThat(Handshake.with(app.port(), path, issuer.token().scope("write:products").mint()))
        .isEqualTo(new Handshake(403, ""));
    assertThat(Handshake.with(app.port(), path, issuer.token().scope("read:products").mint()))
        .isEqualTo(new Handshake(101, "handshake by " + caller + ", session of " + caller));
  }

  private static BearerTokenFilter filter(TestIssuer issuer) {
    return BearerTokenFilter.builder()
        .environment(false)
        .logtoEndpoint(issuer.endpoint().toString())
        .audience(issuer.resource().indicator())
        .route("GET", "/ws/*", allOf("read:products"))
        .build();
  }

  private static String descriptor(TestIssuer issuer) throws Exception {
    return War.filterOnPage(issuer, "GET  /ws/*  allOf(read:products)");
  }
}
