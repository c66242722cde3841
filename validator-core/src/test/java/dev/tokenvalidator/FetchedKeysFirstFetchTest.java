package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.Answer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The first fetch of an issuer's keys, and the first one after an outage: who waits for it, what
 * happens when the issuer changes its key meanwhile, and when the issuer is down.
 */
class FetchedKeysFirstFetchTest extends ValidatorTestBase {

  private static final Duration SHORT = Duration.ofMillis(300);

  @Test
  void fetchesNothingBeforeTheFirstToken() {
    assertThat(issuer.requests()).isEmpty();

    accepts(issuer.token().mint());

    assertThat(issuer.discovery().requestCount()).isEqualTo(1);
    assertThat(issuer.jwks().requestCount()).isEqualTo(1);
  }

  @Test
  void fetchesOnceForManyTokens() {
    for (int i = 0; i < 20; i++) {
      accepts(issuer.token().mint());
    }

    assertThat(issuer.requests()).hasSize(2);
  }

  @Test
  void fetchesOnceForConcurrentFirstCallers() throws Exception {
    String token = issuer.token().mint();
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(64);
    try {
      List<Future<String>> results = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        results.add(
            threads.submit(
                () -> {
                  start.await();
                  return validator.validate(token).clientId();
                }));
      }
      start.countDown();
      for (Future<String> result : results) {
        assertThat(result.get()).isEqualTo(issuer.app().id());
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(issuer.discovery().requestCount()).isEqualTo(1);
    assertThat(issuer.jwks().requestCount()).isEqualTo(1);
  }

  @Test
  @Tag("F03")
  @Tag("slow")
  void fetchesOnceForThousandsOfFirstCallers() throws Exception {
    // An application has few platform threads, and they are dear.
    int callers = Runtime.version().feature() >= 21 ? 10_000 : 2_000;
    issuer.keys().rotate("RS256"); // the cheapest to verify
    String token = issuer.token().mint();
    issuer.discovery().answer(Answer.hang());
    Callable<String> call = () -> validator.validate(token).clientId();

    List<String> clients =
        Concurrently.call(
            Collections.nCopies(callers, call),
            () -> {
              issuer.discovery().awaitRequests(1, LONG);
              issuer.discovery().heal();
            });

    assertThat(clients).hasSize(callers).containsOnly(issuer.app().id());
    assertThat(issuer.discovery().requestCount()).isEqualTo(1);
    assertThat(issuer.jwks().requestCount()).isEqualTo(1);
    assertThat(events.count("LoadFailed")).isZero();
  }

  @Test
  void verifiesFewTimesWhenManyCallersOfOneTokenWaitForTheFirstKeys() throws Exception {
    WatchedProvider provider = new WatchedProvider();
    try (AccessTokenValidator validator =
        validatorFor(issuer)
            .algorithms(WatchedProvider.ALGORITHM)
            .signatureProvider(provider)
            .concurrentVerifications(1)
            .fetchTimeout(LONG)
            .build()) {
      String token = issuer.token().mint();
      issuer.discovery().answer(Answer.hang());
      int before = provider.verifications();
      Callable<String> call = () -> validator.validate(token).clientId();

      List<String> clients =
          Concurrently.call(
              Collections.nCopies(200, call),
              () -> {
                issuer.discovery().awaitRequests(1, LONG);
                issuer.discovery().heal();
              });

      assertThat(clients).hasSize(200).containsOnly(issuer.app().id());
      // A few callers may verify before the first one has remembered the token.
      assertThat(provider.verifications() - before).isBetween(1, 10);
    }
  }

  @Test
  void isUnavailableUntilTheIssuerIsUp() {
    String token = issuer.token().mint();
    issuer.stop();

    ValidationUnavailableException first = unavailabilityOf(validator, token);
    assertThat(first.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
    assertThat(first.getCause()).isNotNull();

    issuer.resume();
    // The back-off still runs, so nothing is fetched.
    unavailabilityOf(validator, token);
    assertThat(issuer.requests()).isEmpty();

    issuer.clock().advance(Duration.ofSeconds(5));
    accepts(token);
  }

  @Test
  @Tag("F01")
  void startsWithoutItsIssuerAndRecoversAtTheNextAttempt() {
    String good = issuer.token().mint();
    issuer.stop();

    ValidationUnavailableException refusal = unavailabilityOf(validator, good);

    assertThat(refusal.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
    events.await(() -> events.count("LoadFailed") == 1);
    assertThat(reasonOf(validator, issuer.token().unsigned().mint()))
        .isEqualTo(Reason.UNSUPPORTED_ALGORITHM);

    issuer.resume();
    issuer.clock().advance(refusal.retryAfter());
    assertThat(validator.validate(good).clientId()).isEqualTo(issuer.app().id());
    assertThat(issuer.requests()).hasSize(2);
  }

  @Test
  void obeysRetryAfterOfTheFirstFetch() {
    issuer.jwks().answer(Answer.status(503).withHeader("Retry-After", "45"));

    ValidationUnavailableException first = unavailabilityOf(validator, issuer.token().mint());
    assertThat(first.retryAfter()).isEqualTo(Duration.ofSeconds(45));

    issuer.jwks().heal();
    issuer.clock().advance(Duration.ofSeconds(44));
    unavailabilityOf(validator, issuer.token().mint());
    issuer.clock().advance(Duration.ofSeconds(1));
    accepts(issuer.token().mint());
  }

  /** A load balancer in front of the issuer may send any value. */
  @Test
  void limitsRetryAfterOfTheFirstFetchToAMinute() {
    issuer.jwks().answer(Answer.status(503).withHeader("Retry-After", "10000000000"));

    ValidationUnavailableException refusal = unavailabilityOf(validator, issuer.token().mint());

    assertThat(refusal.retryAfter()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void fetchesAgainAfterAClockFailedOnce() {
    AtomicBoolean fails = new AtomicBoolean(true);
    InstantSource clock =
        () -> {
          if (Thread.currentThread().getName().equals("token-validator-fetch")
              && fails.getAndSet(false)) {
            throw new IllegalStateException("no time");
          }
          return issuer.clock().instant();
        };
    try (AccessTokenValidator unlucky =
        validatorFor(issuer)
            .jwksUri(issuer.jwks().uri())
            .clock(clock, issuer.clock())
            .fetchTimeout(SHORT)
            .build()) {
      unavailabilityOf(unlucky, issuer.token().mint());
      issuer.clock().advance(Duration.ofSeconds(5));

      assertThat(unlucky.validate(issuer.token().mint()).clientId()).isEqualTo(issuer.app().id());
    }
  }

  @Test
  void fetchesAgainWhenTheKeyIsReplacedDuringTheFirstFetch() throws Exception {
    String old = issuer.token().mint();
    FutureTask<AccessToken> first = whileTheIssuerHangs(() -> validator.validate(old));
    issuer.keys().rotateKeepingOld();
    String token = issuer.token().mint();
    FutureTask<AccessToken> late = waiting(() -> validator.validate(token));

    issuer.jwks().release();

    assertThat(resultOf(late).clientId()).isEqualTo(issuer.app().id());
    assertThat(resultOf(first).clientId()).isEqualTo(issuer.app().id());
    assertThat(issuer.jwks().requestCount()).isEqualTo(2);
  }

  @Test
  void fetchesOnceMoreForAllCallersThatArriveDuringTheFirstFetch() throws Exception {
    String old = issuer.token().mint();
    FutureTask<AccessToken> first = whileTheIssuerHangs(() -> validator.validate(old));
    issuer.keys().rotateKeepingOld();
    List<FutureTask<AccessToken>> late = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String token = issuer.token().mint();
      late.add(waiting(() -> validator.validate(token)));
    }

    issuer.jwks().release();

    assertThat(resultOf(first).clientId()).isEqualTo(issuer.app().id());
    for (FutureTask<AccessToken> one : late) {
      assertThat(resultOf(one).clientId()).isEqualTo(issuer.app().id());
    }
    assertThat(issuer.jwks().requestCount()).isEqualTo(2);
  }

  @Test
  void fetchesAgainWhenTheKeyIsReplacedDuringTheFirstFetchAfterAnOutage() throws Exception {
    validator.validate(issuer.token().mint());
    events.await(() -> events.count("Loaded") == 1);
    issuer.clock().advance(Duration.ofHours(13));
    String old = issuer.token().mint();
    FutureTask<AccessToken> first = whileTheIssuerHangs(() -> validator.validate(old));
    issuer.keys().rotateKeepingOld();
    String token = issuer.token().mint();
    FutureTask<AccessToken> late = waiting(() -> validator.validate(token));

    issuer.jwks().release();

    assertThat(resultOf(first).clientId()).isEqualTo(issuer.app().id());
    assertThat(resultOf(late).clientId()).isEqualTo(issuer.app().id());
    assertThat(issuer.jwks().requestCount()).isEqualTo(3);
  }

  @Test
  void isUnavailableForALateKeyWhenTheSecondFetchFails() throws Exception {
    isUnavailableForALateKeyWhenTheSecondFetchGets(Answer.status(500));
  }

  @Test
  void isUnavailableForALateKeyDuringTheSecondFetch() throws Exception {
    isUnavailableForALateKeyWhenTheSecondFetchGets(Answer.hang());
  }

  private void isUnavailableForALateKeyWhenTheSecondFetchGets(Answer answer) throws Exception {
    String old = issuer.token().mint();
    FutureTask<AccessToken> first = whileTheIssuerHangs(() -> validator.validate(old));
    issuer.jwks().answer(answer);
    issuer.keys().rotateKeepingOld();
    String token = issuer.token().mint();
    FutureTask<ValidationUnavailableException> late =
        waiting(() -> unavailabilityOf(validator, token));

    issuer.jwks().release();

    assertThat(resultOf(first).clientId()).isEqualTo(issuer.app().id());
    assertThat(resultOf(late).retryAfter()).isPositive();
    assertThat(issuer.jwks().requestCount()).isEqualTo(2);
  }

  @Test
  void refusesALateKeyThatTheSecondFetchDoesNotFind() throws Exception {
    String old = issuer.token().mint();
    FutureTask<AccessToken> first = whileTheIssuerHangs(() -> validator.validate(old));
    FutureTask<Reason> late = waiting(() -> reasonOf(validator, UnknownKeys.like(old)));

    issuer.jwks().release();

    assertThat(resultOf(first).clientId()).isEqualTo(issuer.app().id());
    assertThat(resultOf(late)).isEqualTo(Reason.UNKNOWN_KEY);
    assertThat(issuer.jwks().requestCount()).isEqualTo(2);
  }

  @Test
  void refusesAKeyThatItsOwnFetchDoesNotFind() {
    assertThat(reasonOf(validator, UnknownKeys.like(issuer.token().mint())))
        .isEqualTo(Reason.UNKNOWN_KEY);
    assertThat(issuer.jwks().requestCount()).isEqualTo(1);
  }

  /** Returns once the issuer has chosen its response to the call's fetch but not sent it. */
  private <T> FutureTask<T> whileTheIssuerHangs(Callable<T> call) {
    int before = issuer.jwks().requestCount();
    issuer.jwks().answerNext(1, Answer.hang());
    FutureTask<T> task = waiting(call);
    issuer.jwks().awaitRequests(before + 1, LONG);
    return task;
  }

  /** Starts a call on its own thread, and returns once it waits for the fetch under way. */
  private static <T> FutureTask<T> waiting(Callable<T> call) {
    FutureTask<T> task = new FutureTask<>(call);
    Thread thread = new Thread(task, "caller");
    thread.setDaemon(true);
    thread.start();
    while (thread.getState() != Thread.State.TIMED_WAITING && !task.isDone()) {
      Thread.onSpinWait();
    }
    return task;
  }

  private static <T> T resultOf(FutureTask<T> task) throws Exception {
    return task.get(30, TimeUnit.SECONDS);
  }
}
