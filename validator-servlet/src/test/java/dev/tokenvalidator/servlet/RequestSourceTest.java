package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.authenticated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.fixtures.TestIssuer;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The source of a request; a source of forged tokens does not delay other sources. */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
class RequestSourceTest {

  private static final String ATTACKER = "127.0.0.2";
  private static final String CLIENT = "127.0.0.3";
  private static final int ATTACKING_CONNECTIONS = 3;
  private static final int CLIENTS = 20;

  private final Container container;
  private final LogLines log = new LogLines();

  RequestSourceTest(Container container) {
    this.container = container;
  }

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void usesThePeerAddressAndIgnoresHeaders(TestIssuer issuer) throws Exception {
    RequestSource source = new RequestSource(null);
    try (TestApp app =
            TestApp.on(container)
                .issuer(issuer)
                .filter(filter -> filter.route("/*", Access.open()))
                .servlet(
                    "/*",
                    (request, response) ->
                        response.getWriter().print(source.of(request).orElse("unknown")))
                .start();
        Http http = app.connectFrom(CLIENT)) {
      List<String> headers =
          List.of(
              "X-Forwarded-For: 203.0.113.9",
              "Forwarded: for=203.0.113.9",
              "X-Real-IP: 203.0.113.9");

      assertThat(http.send("GET", "/", headers).body()).isEqualTo(CLIENT);
    }
  }

  @Test
  void admitsOtherSourcesDuringAFloodOfForgedTokens(TestIssuer issuer) throws Exception {
    CountDownLatch forgeries = new CountDownLatch(100);
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService attackers = Executors.newFixedThreadPool(ATTACKING_CONNECTIONS);
    try (TestApp app = app(issuer, filter -> {})) {
      String forged = issuer.token().tampered("sub", "somebody").mint();
      List<Future<?>> attacks = new ArrayList<>();
      for (int i = 0; i < ATTACKING_CONNECTIONS; i++) {
        attacks.add(attackers.submit(() -> attack(app, forged, forgeries, over)));
      }
      assertThat(forgeries.await(60, TimeUnit.SECONDS)).isTrue();

      for (int i = 0; i < CLIENTS; i++) {
        assertThat(status(app, issuer.token().mint())).isEqualTo(200);
      }

      over.set(true);
      for (Future<?> attack : attacks) {
        attack.get(60, TimeUnit.SECONDS);
      }
      assertThat(log.visibleByDefault())
          .anyMatch(line -> line.contains("flood of worthless tokens began"));
      assertThat(log.all()).noneMatch(line -> line.contains(ATTACKER) || line.contains(CLIENT));
      assertThat(app.refusals().toString()).doesNotContain(ATTACKER, CLIENT);
    } finally {
      over.set(true);
      attackers.shutdownNow();
    }
  }

  private TestApp app(TestIssuer issuer, Consumer<BearerTokenFilterBuilder> settings)
      throws Exception {
    return TestApp.on(container)
        .issuer(issuer, validator -> validator.concurrentVerifications(1))
        .filter(filter -> settings.accept(filter.route("/*", authenticated())))
        .servlet("/*", (request, response) -> {})
        .start();
  }

  private static int status(TestApp app, String token) throws IOException {
    try (Http http = app.connectFrom(CLIENT)) {
      return http.send("GET", "/", List.of("Authorization: Bearer " + token)).status();
    }
  }

  private static @Nullable Void attack(
      TestApp app, String forged, CountDownLatch forgeries, AtomicBoolean over) throws IOException {
    while (!over.get()) {
      try (Http http = app.connectFrom(ATTACKER)) {
        // Containers close a connection after a number of requests.
        for (int i = 0; i < 50 && !over.get(); i++) {
          int status = http.send("GET", "/", List.of("Authorization: Bearer " + forged)).status();
          assertThat(status).isIn(401, 503);
          forgeries.countDown();
        }
      }
    }
    return null;
  }

  @Test
  void admitsRequestsIfTheSourceFunctionFails(TestIssuer issuer) throws Exception {
    List<Callable<@Nullable String>> answers =
        List.of(
            () -> null,
            () -> "",
            () -> {
              throw new IllegalStateException("no source for 203.0.113.9");
            },
            () -> {
              throw new AssertionError("no source for 203.0.113.9");
            },
            () -> {
              throw new NoClassDefFoundError("no source for 203.0.113.9");
            },
            () -> {
              throw new IOException("no source for 203.0.113.9");
            });
    for (Callable<@Nullable String> answer : answers) {
      log.forget();
      try (TestApp app = app(issuer, filter -> filter.source(request -> callUnchecked(answer)))) {
        assertThat(app.get("/", issuer.token().mint()).status()).isEqualTo(200);
        assertThat(app.get("/", issuer.token().mint()).status()).isEqualTo(200);
        assertThat(app.get("/", issuer.token().tampered("sub", "x").mint()).status())
            .isEqualTo(401);

        assertThat(log.all()).noneMatch(line -> line.contains("203.0.113.9"));
        assertThat(log.visibleByDefault().stream().filter(line -> line.startsWith("source: ")))
            .hasSizeLessThanOrEqualTo(1);
      }
    }
  }

  @Test
  void admitsRequestsIfTheLogFailsToo(TestIssuer issuer) throws Exception {
    Handler failing =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            if (line.getMessage().startsWith("source: ")) {
              throw new IllegalStateException("the disk is full");
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger("dev.tokenvalidator");
    logger.addHandler(failing);
    try (TestApp app =
        app(
            issuer,
            filter ->
                filter.source(
                    request -> {
                      throw new IllegalStateException("no source");
                    }))) {
      assertThat(app.get("/", issuer.token().mint()).status()).isEqualTo(200);
    } finally {
      logger.removeHandler(failing);
    }
  }

  /** Some languages throw checked exceptions from any function. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> @Nullable String callUnchecked(
      Callable<@Nullable String> answer) throws E {
    try {
      return answer.call();
    } catch (Exception e) {
      throw (E) e;
    }
  }

  @Test
  void callsTheGivenSourceFunction(TestIssuer issuer) throws Exception {
    List<String> asked = new ArrayList<>();
    Function<HttpServletRequest, @Nullable String> byHeader =
        request -> {
          synchronized (asked) {
            asked.add(request.getHeader("X-Client"));
          }
          return request.getHeader("X-Client");
        };
    try (TestApp app = app(issuer, filter -> filter.source(byHeader))) {
      String token = "Authorization: Bearer " + issuer.token().mint();
      assertThat(app.send("GET", "/", token, "X-Client: a").status()).isEqualTo(200);
      assertThat(app.send("GET", "/", "X-Client: b").status()).isEqualTo(401);
    }

    assertThat(asked).startsWith("a");
  }
}
