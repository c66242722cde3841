package dev.tokenvalidator.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TokenBuilder;
import dev.tokenvalidator.servlet.Http.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Many callers send many kinds of requests at once over connections that stay open. Each gets the
 * answer to its own request, whatever happened before on its connection or thread.
 *
 * <p>{@code -Dmixed.requests=1000000} sets the number of requests over all combinations and prints
 * a line for each; {@code -Dmixed.seed} repeats the choices of a failed run.
 */
@Tag(OnEachContainer.TAG)
class MixedRequestsTest {

  private static final String REQUESTS = "mixed.requests";
  static final int CONNECTIONS = 50;

  private final long seed = Long.getLong("mixed.seed", System.nanoTime());

  static List<Arguments> combinations() {
    return Containers.onTheClassPath().stream()
        .flatMap(
            container -> ThreadKind.available().stream().map(it -> Arguments.of(container, it)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("combinations")
  @Tag("S17")
  @Tag("S18")
  void neverConfusesCallers(Container container, ThreadKind threads) throws Exception {
    int count = Integer.getInteger(REQUESTS, 20_000) / combinations().size();
    long start = System.nanoTime();
    Tally tally = new Tally();
    // RS256 verifies faster than ES384, so that requests do not wait for signatures.
    try (TestIssuer issuer = TestIssuer.builder().algorithm("RS256").start();
        MixedApp app = new MixedApp(container, threads, issuer)) {
      Tokens tokens = Tokens.mint(issuer);
      ExecutorService clients = Executors.newFixedThreadPool(CONNECTIONS);
      try {
        List<Future<Tally>> futures = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
          Random random = new Random(seed + i);
          int share = count / CONNECTIONS + (i < count % CONNECTIONS ? 1 : 0);
          futures.add(
              clients.submit(
                  () -> send(share, random, tokens, app, MixedRequest.weighted(container))));
        }
        for (Future<Tally> future : futures) {
          tally.add(future.get());
        }
      } finally {
        clients.shutdownNow();
      }
      report(container, threads, tally, Duration.ofNanos(System.nanoTime() - start));

      assertThat(tally.failures)
          .as("seed %s: wrong %s, unexpected %s", seed, tally.wrong, tally.unexpected)
          .isEmpty();
      assertThat(tally.requests).isEqualTo(count);
      assertThat(app.refusals()).isEqualTo(tally.refused);
      if (threads == ThreadKind.VIRTUAL) {
        assertThat(app.onVirtualThreads()).isPositive();
      } else {
        assertThat(app.onVirtualThreads()).isZero();
      }
    } catch (Exception e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  private static Tally send(
      int count, Random random, Tokens tokens, MixedApp app, List<MixedRequest> kinds)
      throws IOException {
    Tally tally = new Tally();
    Http connection = app.connect();
    tally.connections++;
    try {
      for (int i = 0; i < count; i++) {
        MixedRequest kind = kinds.get(random.nextInt(kinds.size()));
        int user = random.nextInt(MixedApp.USERS);
        Response response =
            connection.send(
                kind.isHead() ? "HEAD" : "GET",
                kind.target(),
                kind.headers(tokens.good.get(user), tokens.bad.get(user)));
        tally.count(kind, user, response);
        if (i + 1 < count && response.header("Connection").filter("close"::equals).isPresent()) {
          connection.close();
          connection = app.connect();
          tally.connections++;
        }
      }
    } finally {
      connection.close();
    }
    return tally;
  }

  /** A good and a bad token for every user; the bad one names the same user. */
  private record Tokens(List<String> good, List<String> bad) {

    static Tokens mint(TestIssuer issuer) {
      SigningKey forger = SigningKey.generate("RS256");
      return new Tokens(
          users().map(user -> user(issuer, user).mint()).toList(),
          users().map(user -> user(issuer, user).forgedBy(forger).mint()).toList());
    }

    private static Stream<Integer> users() {
      return IntStream.range(0, MixedApp.USERS).boxed();
    }

    private static TokenBuilder user(TestIssuer issuer, int user) {
      return issuer
          .token()
          .subject(MixedRequest.name(user))
          .clientId(MixedRequest.name(user))
          .scope("read:products", MixedRequest.role(user));
    }
  }

  /** The responses of one client. Not thread-safe. */
  private static final class Tally {

    private static final int SHOWN = 10;

    private final List<String> failures = new ArrayList<>();
    private long requests;
    private long connections;
    private long refused;
    private long wrong;
    private long unexpected;

    void count(MixedRequest kind, int user, Response response) {
      requests++;
      refused += kind.isRefused() ? 1 : 0;
      String expected = kind.expected(user);
      String shown =
          kind.isHead() ? response.header(MixedApp.CALLER_HEADER).orElse("") : response.body();
      boolean asExpected = response.status() == kind.status();
      if (!shown.equals(expected) && shown.startsWith("principal=")) {
        wrong++;
      } else if (!asExpected || !shown.equals(expected)) {
        unexpected++;
      } else {
        return;
      }
      if (failures.size() < SHOWN) {
        failures.add(kind + " of " + user + ": " + response.status() + " " + shown);
      }
    }

    void add(Tally other) {
      requests += other.requests;
      connections += other.connections;
      refused += other.refused;
      wrong += other.wrong;
      unexpected += other.unexpected;
      failures.addAll(other.failures);
    }
  }

  private static void report(Container container, ThreadKind threads, Tally tally, Duration time) {
    if (System.getProperty(REQUESTS) != null) {
      System.out.printf(
          Locale.ROOT,
          "%s, %s threads: %d requests on %d connections (%d open at a time), %d wrong principals,"
              + " %d unexpected answers, %.1f s%n",
          container,
          threads.name().toLowerCase(Locale.ROOT),
          tally.requests,
          tally.connections,
          CONNECTIONS,
          tally.wrong,
          tally.unexpected,
          time.toMillis() / 1000.0);
    }
  }
}
