package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.authenticated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The issuer changes its keys while requests come in. */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
class KeysUnderLoadTest {

  private static final int CLIENTS = 8;
  private static final int ROTATIONS = 4;

  private final Container container;

  KeysUnderLoadTest(Container container) {
    this.container = container;
  }

  @Test
  @Tag("S26")
  void validatesEveryRequestWhileKeysRotate(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            // Room for every client, so that bad tokens get 401 and delay no other request.
            .issuer(issuer, settings -> settings.concurrentVerifications(CLIENTS + 1))
            .filter(filter -> filter.route("/*", authenticated()))
            .servlet("/*", (request, response) -> {})
            .start()) {
      List<String> good = new CopyOnWriteArrayList<>(List.of(issuer.token().mint()));
      String bad = issuer.token().tampered("sub", "somebody").mint();
      AtomicBoolean done = new AtomicBoolean();
      ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
      try {
        List<Future<Integer>> rounds = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
          rounds.add(clients.submit(() -> send(app, issuer, good, bad, done)));
        }
        for (int i = 0; i < ROTATIONS; i++) {
          issuer.keys().rotateKeepingOld();
          String token = issuer.token().mint();
          // After a minute a new key id may trigger a fetch again.
          issuer.clock().advance(Duration.ofMinutes(1));
          assertThat(statusOf(app, issuer, token)).isEqualTo(200);
          good.add(token);
        }
        done.set(true);
        for (Future<Integer> round : rounds) {
          assertThat(round.get()).isPositive();
        }
      } finally {
        done.set(true);
        clients.shutdown();
      }
    }
  }

  /** Sends until done, and returns the number of rounds. */
  private static int send(
      TestApp app, TestIssuer issuer, List<String> good, String bad, AtomicBoolean done)
      throws Exception {
    int rounds = 0;
    while (rounds == 0 || !done.get()) {
      assertThat(statusOf(app, issuer, good.get(good.size() - 1))).isEqualTo(200);
      assertThat(statusOf(app, issuer, good.get(0))).isEqualTo(200);
      assertThat(app.get("/", bad).status()).isEqualTo(401);
      assertThat(app.send("GET", "/").status()).isEqualTo(401);
      rounds++;
    }
    return rounds;
  }

  /** The status for a client that honours Retry-After. */
  private static int statusOf(TestApp app, TestIssuer issuer, String token) throws Exception {
    Http.Response response = app.get("/", token);
    for (int retries = 0; response.status() == 503 && retries < 5; retries++) {
      int seconds = Integer.parseInt(response.header("retry-after").orElseThrow());
      issuer.clock().advance(Duration.ofSeconds(seconds));
      response = app.get("/", token);
    }
    return response.status();
  }
}
