package dev.tokenvalidator.benchmarks;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.InvalidTokenException;
import dev.tokenvalidator.RequestContext;
import dev.tokenvalidator.ValidationUnavailableException;
import dev.tokenvalidator.fixtures.TestIssuer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Connections that present forged tokens without end, and clients that come meanwhile. */
final class Flood implements AutoCloseable {

  private static final int CLIENTS = 60;
  private static final Duration BETWEEN_CLIENTS = Duration.ofMillis(50);
  private static final Duration BETWEEN_FORGERIES = Duration.ofNanos(200_000);
  private static final Duration SETTLE = Duration.ofSeconds(1);

  /** Enough for the longest phase, and for the clients of a restarted instance. */
  static final int TOKENS = 1_000 + CLIENTS;

  private final TestIssuer issuer;
  private final List<String> tokens;
  private final int connections;
  private final FloodSources sources;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile AccessTokenValidator validator;
  private volatile boolean over;

  Flood(TestIssuer issuer, List<String> tokens, int connections, FloodSources sources) {
    this.issuer = issuer;
    this.tokens = tokens;
    this.connections = connections;
    this.sources = sources;
    this.validator = validatorFor(issuer);
    for (int i = 0; i < connections; i++) {
      String source = sources.ofAttacker(i);
      threads.execute(() -> attack(source));
    }
    Pause.of(SETTLE);
  }

  private static AccessTokenValidator validatorFor(TestIssuer issuer) {
    return AccessTokenValidator.builder()
        .issuer(issuer.issuer())
        .audience(issuer.resource().indicator())
        .jwkSet(issuer.keys().jwkSet())
        .build();
  }

  /** Verifies until what verifies is compiled. */
  static void warmUp(TestIssuer issuer, List<String> tokens, Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      try (AccessTokenValidator validator = validatorFor(issuer)) {
        tokens.stream().limit(CLIENTS).forEach(validator::validate);
      }
    }
  }

  /** The one place that knows how a source is told. */
  private static void present(AccessTokenValidator validator, String token, String source) {
    validator.validate(token, RequestContext.none().withSource(source));
  }

  private void attack(String source) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    while (!over) {
      int one = random.nextInt(tokens.size());
      int other = (one + 1 + random.nextInt(tokens.size() - 1)) % tokens.size();
      try {
        present(validator, forged(tokens.get(one), tokens.get(other)), source);
        throw new IllegalStateException("a forged token was let in");
      } catch (InvalidTokenException | ValidationUnavailableException e) {
        // Or they would be busy with being turned away, and a network is slower.
        LockSupport.parkNanos(BETWEEN_FORGERIES.toNanos());
      }
    }
  }

  private static String forged(String token, String other) {
    return token.substring(0, token.lastIndexOf('.')) + other.substring(other.lastIndexOf('.'));
  }

  /** Presents a good token that is new every so often, and counts how many must come again. */
  String refusedShare(Duration phase) throws Exception {
    int number = (int) Math.min(phase.dividedBy(BETWEEN_CLIENTS), TOKENS - CLIENTS);
    List<Future<Boolean>> answers = new ArrayList<>();
    long begin = System.nanoTime();
    for (int i = 0; i < number; i++) {
      long due = begin + i * BETWEEN_CLIENTS.toNanos();
      LockSupport.parkNanos(due - System.nanoTime());
      String token = tokens.get(CLIENTS + i);
      String source = sources.ofClient(i, connections);
      answers.add(threads.submit(() -> isAccepted(token, source)));
    }
    int refused = 0;
    for (Future<Boolean> answer : answers) {
      refused += answer.get() ? 0 : 1;
    }
    return Math.round(100.0 * refused / number) + " %";
  }

  private boolean isAccepted(String token, String source) {
    try {
      present(validator, token, source);
      return true;
    } catch (ValidationUnavailableException e) {
      return false;
    }
  }

  /** All clients come at once to an instance that knows nobody, and again when they are told to. */
  String timeUntilRestartedClientsAreIn(Duration atMost) throws InterruptedException {
    AccessTokenValidator before = validator;
    validator = validatorFor(issuer);
    before.close();
    Pause.of(SETTLE);
    CountDownLatch allIn = new CountDownLatch(CLIENTS);
    AtomicInteger in = new AtomicInteger();
    long begin = System.nanoTime();
    for (int i = 0; i < CLIENTS; i++) {
      String token = tokens.get(i);
      String source = sources.ofClient(i, connections);
      threads.execute(
          () -> {
            comeUntilAccepted(token, source);
            in.incrementAndGet();
            allIn.countDown();
          });
    }
    boolean done = allIn.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    double seconds = (System.nanoTime() - begin) / 1e9;
    return done
        ? String.format(Locale.ROOT, "%.2f s", seconds)
        : in.get() + " after " + atMost.toSeconds() + " s";
  }

  private void comeUntilAccepted(String token, String source) {
    while (!over) {
      try {
        present(validator, token, source);
        return;
      } catch (ValidationUnavailableException e) {
        Pause.of(e.retryAfter());
      }
    }
  }

  @Override
  public void close() {
    over = true;
    threads.shutdown();
    try {
      if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("threads do not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    validator.close();
  }
}
