package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.Answer;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.keys.KeySetEvent;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Threads, waiting and events around the keys of an issuer. */
class KeySourceThreadsTest {

  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(10);

  private final TestIssuer issuer = TestIssuer.builder().algorithm("ES256").start();
  private final KeySetLog events = new KeySetLog();

  @AfterEach
  void close() {
    issuer.close();
  }

  private void accepts(AccessTokenValidator validator) {
    assertThat(validator.validate(issuer.token().mint()).clientId()).isEqualTo(issuer.app().id());
  }

  @Test
  void boundsWaitersForTheFirstKeysAfterAFailedFetch() throws Exception {
    issuer.discovery().answer(Answer.hang());
    String token = issuer.token().mint();
    try (AccessTokenValidator validator =
        validatorFor(issuer).fetchTimeout(LONG).listener(events).build()) {
      try (AccessTokenValidator hasty = validatorFor(issuer).fetchTimeout(SHORT).build()) {
        unavailabilityOf(hasty, token);
      }
      issuer.discovery().answer(Answer.status(500));
      unavailabilityOf(validator, token);
      issuer.clock().advance(Duration.ofSeconds(5));
      issuer.discovery().answer(Answer.hang());
      int requests = issuer.discovery().requestCount();
      CountDownLatch turnedAway = new CountDownLatch(250 - 32);
      Callable<Boolean> call =
          () -> {
            try {
              return validator.validate(token).isMachine();
            } catch (ValidationUnavailableException e) {
              turnedAway.countDown();
              return false;
            }
          };

      List<Boolean> results =
          Concurrently.call(
              Collections.nCopies(250, call),
              () -> {
                issuer.discovery().awaitRequests(requests + 1, LONG);
                // Virtual threads may all wait.
                if (Runtime.version().feature() < 21) {
                  await(turnedAway);
                }
                issuer.discovery().heal();
              });

      assertThat(results).contains(true);
    }
  }

  @Test
  void acceptsAHundredConcurrentTokensOfANewKeyAfterAnUnknownKeyId() throws Exception {
    try (AccessTokenValidator validator =
        validatorFor(issuer).fetchTimeout(LONG).concurrentVerifications(200).build()) {
      accepts(validator);
      reasonOf(validator, UnknownKeys.like(issuer.token().mint()));
      issuer.keys().rotate();
      CountDownLatch asked = new CountDownLatch(100);
      List<Callable<Boolean>> calls = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        String token = issuer.token().mint();
        calls.add(
            () -> {
              asked.countDown();
              return validator.validate(token).isMachine();
            });
      }
      issuer
          .jwks()
          .answerBy(
              request -> {
                await(asked);
                return Answer.genuine();
              });

      assertThat(Concurrently.call(calls, () -> {})).hasSize(100).containsOnly(true);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
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
                "X-Deaf",
                () -> {
                  if (asked.incrementAndGet() <= 3) {
                    awaitDeaf(released);
                  }
                  return "x";
                })
            .listener(events)
            .build()) {
      for (int i = 0; i < 3; i++) {
        assertThat(unavailabilityOf(validator, issuer.token().mint()))
            .hasMessageContaining("no complete answer within 300 ms");
        issuer.clock().advance(Duration.ofSeconds(5));
      }
      // No more threads are left behind than three.
      assertThat(unavailabilityOf(validator, issuer.token().mint()))
          .hasMessageContaining("3 earlier fetches still hang");
      assertThat(asked).hasValue(3);

      // But one more after a minute: what they hang on may be well by then.
      issuer.clock().advance(Duration.ofMinutes(1));
      accepts(validator);
      released.countDown();
      issuer.jwks().awaitRequests(4, LONG);
      joinFetches();

      accepts(validator);
      // What came late counts for nothing.
      events.await(() -> events.count("Loaded") == 1);
      assertThat(events.count("LoadFailed")).isEqualTo(4);
    }
  }

  private static void awaitDeaf(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException e) {
        assertThat(e).isNotNull(); // heard, and not heeded
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

  @Test
  void reportsEventsInOrderAndOneAtATime() {
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<String> kinds = Collections.synchronizedList(new ArrayList<>());
    ValidatorListener slow =
        new ValidatorListener() {
          @Override
          public void keySetChanged(KeySetEvent event) {
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            for (int i = 0; i < 100_000; i++) {
              Thread.onSpinWait();
            }
            kinds.add(event.getClass().getSimpleName());
            atOnce.decrementAndGet();
            events.keySetChanged(event);
          }
        };
    try (AccessTokenValidator validator = validatorFor(issuer).listener(slow).build()) {
      accepts(validator);
      for (int i = 0; i < 5; i++) {
        String old = issuer.keys().current().keyId();
        issuer.keys().rotateKeepingOld();
        issuer.clock().advance(Duration.ofMinutes(1));
        accepts(validator);
        issuer.keys().retire(old);
        validator.refreshKeys();
      }
      events.await(() -> events.count("KeyRemoved") == 5);
    }
    List<String> expected = new ArrayList<>(List.of("Loaded"));
    for (int i = 0; i < 5; i++) {
      expected.addAll(List.of("UnknownKeyId", "Loaded", "Loaded", "KeyRemoved"));
    }
    assertThat(kinds).isEqualTo(expected);
    assertThat(most).hasValue(1);
  }

  @Test
  void reportsNothingAfterCloseAndCountsLostEvents() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicReference<String> last = new AtomicReference<>("");
    ValidatorListener stuck =
        new ValidatorListener() {
          @Override
          public void keySetChanged(KeySetEvent event) {
            inside.countDown();
            await(goOn);
            last.set(event.toString());
            events.keySetChanged(event);
          }
        };
    AccessTokenValidator validator = validatorFor(issuer).listener(stuck).build();
    accepts(validator);
    inside.await();
    String good = issuer.token().mint();
    for (int i = 0; i < 300; i++) {
      try {
        validator.validate(UnknownKeys.like(good));
      } catch (TokenValidationException e) {
        assertThat(e).isNotNull();
      }
    }
    goOn.countDown();
    // Most of them on the way to the listener, and maybe some on the way to the log.
    events.await(() -> lost() >= 190);
    assertThat(lost()).isLessThanOrEqualTo(210);

    validator.close();
    int told = events.kinds().size();
    validator.distrust("anything");
    unavailabilityOf(validator, UnknownKeys.like(good));
    assertThat(events.kinds()).hasSize(told);
  }

  private long lost() {
    return events.of(KeySetEvent.EventsLost.class).stream()
        .mapToLong(KeySetEvent.EventsLost::count)
        .sum();
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
  void isCollectedWithoutClose() throws Exception {
    ReferenceQueue<AccessTokenValidator> collected = new ReferenceQueue<>();
    WeakReference<AccessTokenValidator> validator = forgotten(collected);

    for (int i = 0; i < 60 && !validator.refersTo(null); i++) {
      System.gc();
      collected.remove(250);
    }

    assertThat(validator.refersTo(null)).isTrue();
  }

  private WeakReference<AccessTokenValidator> forgotten(
      ReferenceQueue<AccessTokenValidator> queue) {
    AccessTokenValidator validator = validatorFor(issuer).build();
    accepts(validator);
    return new WeakReference<>(validator, queue);
  }

  @Test
  void verifiesFewTimesWhenManyCallersOfOneTokenWaitForTheFirstKeys() throws Exception {
    WatchedProvider provider = new WatchedProvider();
    try (TestIssuer es384 = TestIssuer.start();
        AccessTokenValidator validator =
            validatorFor(es384)
                .algorithms(WatchedProvider.ALGORITHM)
                .signatureProvider(provider)
                .concurrentVerifications(1)
                .fetchTimeout(LONG.multipliedBy(3))
                .build()) {
      String token = es384.token().mint();
      es384.discovery().answer(Answer.hang());
      int before = provider.verifications();
      Callable<String> call = () -> validator.validate(token).clientId();

      List<String> clients =
          Concurrently.call(
              Collections.nCopies(200, call),
              () -> {
                es384.discovery().awaitRequests(1, LONG);
                es384.discovery().heal();
              });

      assertThat(clients).hasSize(200).containsOnly(es384.app().id());
      // Whoever has the next turn before the first has remembered the token verifies it, too.
      assertThat(provider.verifications() - before).isBetween(1, 10);
    }
  }

  @Test
  void releasesWaitersOnClose() throws Exception {
    issuer.jwks().answer(Answer.hang());
    AccessTokenValidator validator = validatorFor(issuer).fetchTimeout(LONG).build();
    String token = issuer.token().mint();
    CompletableFuture<ValidationUnavailableException> waiting =
        CompletableFuture.supplyAsync(() -> unavailabilityOf(validator, token));
    issuer.jwks().awaitRequests(1, LONG);

    validator.close();

    assertThat(waiting.get(3, TimeUnit.SECONDS).retryAfter()).isPositive();
  }
}
