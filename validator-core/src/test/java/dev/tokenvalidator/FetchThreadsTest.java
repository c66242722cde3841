package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.Answer;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The threads that fetch, and the callers that wait for them: interrupts, errors and leaks. */
class FetchThreadsTest extends IssuerTestBase {

  private final KeySetLog events = new KeySetLog();

  FetchThreadsTest() {
    super("ES256");
  }

  private static final Duration SHORT = Duration.ofMillis(300);

  private static final Duration LONG = Duration.ofSeconds(10);

  @Test
  @Tag("F36")
  void releasesOnlyTheInterruptedCaller() throws Exception {
    try (AccessTokenValidator validator = validatorFor(issuer).fetchTimeout(LONG).build()) {
      // Without any keys.
      issuer.jwks().answer(Answer.hang());
      String good = issuer.token().mint();
      interruptsOneOfTwo(validator, good, 1);
      assertThat(issuer.jwks().requestCount()).isEqualTo(1);

      // With keys, but for one that is not among them.
      issuer.jwks().heal();
      accepts(validator);
      issuer.keys().rotateKeepingOld();
      issuer.clock().advance(Duration.ofMinutes(1));
      issuer.jwks().answer(Answer.hang());
      interruptsOneOfTwo(validator, issuer.token().mint(), 2);
      assertThat(issuer.jwks().requestCount()).isEqualTo(2);
    }
  }

  private void interruptsOneOfTwo(AccessTokenValidator validator, String token, int requests)
      throws Exception {
    AtomicReference<@Nullable Throwable> seen = new AtomicReference<>();
    CompletableFuture<Boolean> flag = new CompletableFuture<>();
    Thread victim =
        new Thread(
            () -> {
              try {
                validator.validate(token);
              } catch (Throwable e) {
                seen.set(e);
              }
              flag.complete(Thread.currentThread().isInterrupted());
            });
    victim.start();
    issuer.jwks().awaitRequests(requests, LONG);
    CompletableFuture<String> other =
        CompletableFuture.supplyAsync(() -> validator.validate(token).issuer());

    victim.interrupt();

    assertThat(flag.get(5, TimeUnit.SECONDS)).isTrue();
    assertThat(seen.get()).isInstanceOf(ValidationUnavailableException.class);
    issuer.jwks().heal();
    assertThat(other.get(5, TimeUnit.SECONDS)).isEqualTo(issuer.issuer());
  }

  /** Fails on the fetching thread, a given number of times. */
  private static final class Faults {
    private final AtomicInteger left = new AtomicInteger();

    void failNext(int number) {
      left.set(number);
    }

    void failIfDue() {
      if (Thread.currentThread().getName().equals("token-validator-fetch")
          && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        throw new StackOverflowError("provoked");
      }
    }
  }

  @Test
  @Tag("F37")
  void recoversAfterAClockThrowsAnError() {
    Faults wall = new Faults();
    Faults ticks = new Faults();
    InstantSource clock =
        () -> {
          wall.failIfDue();
          return issuer.clock().instant();
        };
    LongSupplier ticker =
        () -> {
          ticks.failIfDue();
          return issuer.clock().getAsLong();
        };
    try (AccessTokenValidator validator =
        validatorFor(issuer)
            .jwksUri(issuer.jwks().uri())
            .clock(clock, ticker)
            .listener(events)
            .build()) {
      int round = 0;
      for (Faults faults : List.of(wall, ticks)) {
        int loads = ++round;
        faults.failNext(1);
        assertUnavailableWithAtMostOneFetch(validator);
        // The error is reported like any failed fetch, and not repeated at once.
        assertThat(faults.left.get()).isZero();
        events.await(() -> events.count("LoadFailed") == loads);
        issuer.clock().advance(Duration.ofHours(13));
        accepts(validator);
        // The listener hears of the fetch after the waiting callers are released.
        events.await(() -> events.count("Loaded") == loads);
        issuer.clock().advance(Duration.ofHours(13));
      }
    }
  }

  private void assertUnavailableWithAtMostOneFetch(AccessTokenValidator validator) {
    int requests = issuer.jwks().requestCount();
    for (int i = 0; i < 10; i++) {
      unavailabilityOf(validator, issuer.token().mint());
    }
    assertThat(issuer.jwks().requestCount() - requests).isLessThanOrEqualTo(1);
  }

  @Test
  void fetchesAgainWhenAnEarlierFetchIgnoresItsInterrupt() {
    CountDownLatch released = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    try (AccessTokenValidator validator =
        validatorFor(issuer)
            .fetchTimeout(SHORT)
            .jwksUri(issuer.jwks().uri())
            .fetchHeader(
                "X-Slow",
                () -> {
                  if (asked.incrementAndGet() <= 3) {
                    awaitIgnoringInterrupts(released);
                  }
                  return "x";
                })
            .listener(events)
            .build()) {
      for (int i = 0; i < 3; i++) {
        assertThat(unavailabilityOf(validator, issuer.token().mint()))
            .hasMessageContaining("no complete response within 300 ms");
        issuer.clock().advance(Duration.ofSeconds(5));
      }
      // At most three threads are left behind.
      assertThat(unavailabilityOf(validator, issuer.token().mint()))
          .hasMessageContaining("3 earlier fetches still hang");
      assertThat(asked).hasValue(3);

      // One more may start after a minute, as the cause may be gone by then.
      issuer.clock().advance(Duration.ofMinutes(1));
      accepts(validator);
      released.countDown();
      issuer.jwks().awaitRequests(4, LONG);
      joinFetches();

      accepts(validator);
      // The late responses are ignored.
      events.await(() -> events.count("Loaded") == 1);
      assertThat(events.count("LoadFailed")).isEqualTo(4);
    }
  }

  private static void awaitIgnoringInterrupts(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException e) {
        assertThat(e).isNotNull(); // the interrupt is ignored
      }
    }
  }

  private static void joinFetches() {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("token-validator-fetch")) {
        try {
          thread.join(LONG.toMillis());
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  /** Nothing can interrupt the system while it looks up the name of a host. */
  @Test
  void abandonsAFetchAtItsDeadlineWhenTheHttpClientIgnoresInterrupts() throws Exception {
    UninterruptibleHttpClient client = new UninterruptibleHttpClient();
    try (AccessTokenValidator validator =
        validatorFor(issuer).httpClient(client).fetchTimeout(Duration.ofMillis(300)).build()) {
      for (int attempt = 0; attempt < 2; attempt++) {
        assertThat(unavailabilityOf(validator, issuer.token().mint()))
            .hasMessageContaining("no complete response within 300 ms");
        Threads.assertEnd(Threads.named("token-validator-fetch"));
        issuer.clock().advance(Duration.ofSeconds(5));
      }
    } finally {
      client.release();
    }
  }

  @Test
  void inheritsNothingFromTheCallingThread() {
    InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
    AtomicReference<String> seen = new AtomicReference<>("not asked");
    AtomicReference<ClassLoader> loader = new AtomicReference<>();
    local.set("of the request");
    try (AccessTokenValidator validator =
        validatorFor(issuer)
            .fetchHeader(
                "X-Look",
                () -> {
                  seen.set(String.valueOf(local.get()));
                  loader.set(Thread.currentThread().getContextClassLoader());
                  return "x";
                })
            .build()) {
      accepts(validator);
    } finally {
      local.remove();
    }
    assertThat(seen).hasValue("null");
    assertThat(loader).hasValue(AccessTokenValidator.class.getClassLoader());
  }

  @Test
  void keepsNoClassLoaderOfTheFirstCaller() throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader application = new URLClassLoader(new URL[0], before);
        AccessTokenValidator validator = validatorFor(issuer).build()) {
      thread.setContextClassLoader(application);
      accepts(validator);

      assertThat(Thread.getAllStackTraces().keySet())
          .filteredOn(other -> other.getName().equals("token-validator-refresh"))
          .isNotEmpty()
          .noneMatch(other -> other.getContextClassLoader() == application);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
