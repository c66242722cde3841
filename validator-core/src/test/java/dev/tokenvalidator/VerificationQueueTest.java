package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tokenvalidator.VerificationQueue.Turn;
import dev.tokenvalidator.fixtures.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The verification queue with real threads. */
@Tag("slow")
class VerificationQueueTest extends IssuerTestBase {

  private static final int ALLOWED = 2;
  private static final Duration LONG = Duration.ofSeconds(30);

  private final WatchedProvider provider = new WatchedProvider();
  private AccessTokenValidator validator;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Future<AccessToken>> occupants = new ArrayList<>();

  private AccessTokenValidatorBuilder watched(AccessTokenValidatorBuilder builder) {
    return builder
        .algorithms(WatchedProvider.ALGORITHM)
        .signatureProvider(provider)
        .concurrentVerifications(ALLOWED);
  }

  @BeforeEach
  void build() {
    validator = watched(validatorFor(issuer)).build();
  }

  @AfterEach
  void close() {
    provider.unblock();
    threads.shutdownNow();
    validator.close();
  }

  @Test
  void acceptsABurstOfGoodTokens() throws Exception {
    validator.validate(issuer.token().mint());
    occupyAllPlaces();
    List<Future<AccessToken>> all = submitGoodTokens(12);

    provider.unblock();

    assertAccepted(all);
  }

  @Test
  void acceptsABurstOfGoodTokensAfterAFlood() throws Exception {
    for (int i = 0; i < 64; i++) {
      reasonOf(validator, issuer.token().tampered("scope", "x").mint());
    }
    issuer.clock().advance(Duration.ofSeconds(12));
    reasonOf(validator, issuer.token().tampered("scope", "x").mint());
    occupyAllPlaces();
    List<Future<AccessToken>> burst = submitGoodTokens(12);

    provider.unblock();

    assertAccepted(burst);
  }

  @Test
  void servesProvenSourcesFirstAndAttackersLast() throws Exception {
    try (AccessTokenValidator single =
        watched(validatorFor(issuer)).concurrentVerifications(1).build()) {
      single.validate(issuer.token().mint(), from("proven"));
      assertThatExceptionOfType(InvalidTokenException.class)
          .isThrownBy(
              () -> single.validate(issuer.token().tampered("sub", "x").mint(), from("attacker")));
      provider.block();
      String occupant = issuer.token().mint();
      start(() -> single.validate(occupant));
      await(() -> provider.waiting() == 1);
      List<String> tokens = new ArrayList<>();
      List<Future<AccessToken>> all = new ArrayList<>();
      for (String source : List.of("attacker", "attacker", "new", "proven", "proven")) {
        String token = issuer.token().mint();
        FutureTask<AccessToken> task = new FutureTask<>(() -> single.validate(token, from(source)));
        Thread thread = start(task);
        awaitWaiting(thread);
        tokens.add(token.substring(token.lastIndexOf('.') + 1));
        all.add(task);
      }

      provider.unblock();

      assertAccepted(all);
      List<String> verified = provider.verified();
      assertThat(verified.subList(verified.size() - 5, verified.size()))
          .containsExactly(
              tokens.get(3), tokens.get(4), tokens.get(2), tokens.get(0), tokens.get(1));
    }
  }

  private static RequestContext from(String source) {
    return RequestContext.none().withSource(source);
  }

  @Test
  void boundsTheWaitWithoutAFlood() throws Exception {
    occupyAllPlaces();

    ValidationUnavailableException refusal =
        onAnotherThread(() -> unavailabilityOf(validator, issuer.token().mint()));

    assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void verifiesFewTimesWhenTheSameTokenArrivesConcurrently() throws Exception {
    validator.validate(issuer.token().mint());
    int before = provider.verifications();
    provider.block();
    String token = issuer.token().mint();
    List<Future<AccessToken>> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(threads.submit(() -> validator.validate(token)));
    }
    await(() -> provider.waiting() == ALLOWED);

    provider.unblock();

    assertAccepted(all);
    // Two start together, and a few more before the first result is remembered.
    assertThat(provider.verifications() - before).isLessThanOrEqualTo(10);
  }

  @Test
  void verifiesFewTimesWhenAThousandCallersOfOneTokenWaitForTheFirstKeys() throws Exception {
    String token = issuer.token().mint();
    issuer.discovery().answer(Answer.hang());
    int before = provider.verifications();

    List<String> clients =
        Concurrently.call(
            Collections.nCopies(1_000, () -> validator.validate(token).clientId()),
            () -> {
              issuer.discovery().awaitRequests(1, LONG);
              issuer.discovery().heal();
            });

    assertThat(clients).hasSize(1_000).containsOnly(issuer.app().id());
    // Two start together, and a few more before the first result is remembered.
    assertThat(provider.verifications() - before).isLessThanOrEqualTo(20);
  }

  @Test
  void findsTheRememberedTokenAfterWaitingForKeys() throws Exception {
    String token = issuer.token().mint();
    BlockingClock clock = new BlockingClock(issuer.clock());
    try (AccessTokenValidator validating =
        watched(validatorFor(issuer)).clock(clock, issuer.clock()).build()) {
      issuer.discovery().answer(Answer.hang());
      FutureTask<AccessToken> first = new FutureTask<>(() -> validating.validate(token));
      FutureTask<AccessToken> second = new FutureTask<>(() -> validating.validate(token));
      start(first);
      clock.blockedThread = start(second);
      // Not merely for the lock, under which it would read the blocked clock.
      await(() -> isWaitingForKeys(clock.blockedThread));
      int before = provider.verifications();
      clock.blocks = true;

      AccessToken accepted;
      try {
        issuer.discovery().heal();
        accepted = first.get(30, TimeUnit.SECONDS);
      } finally {
        clock.release.countDown();
      }

      assertThat(second.get(30, TimeUnit.SECONDS)).isSameAs(accepted);
      assertThat(provider.verifications() - before).isEqualTo(1);
    }
  }

  private static boolean isWaitingForKeys(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(frame -> frame.getClassName().endsWith(".KeyWaiters"));
  }

  /** Blocks one thread whenever it reads the time. */
  private static final class BlockingClock implements InstantSource {

    final CountDownLatch release = new CountDownLatch(1);
    volatile Thread blockedThread = Thread.currentThread();
    volatile boolean blocks;
    private final InstantSource clock;

    BlockingClock(InstantSource clock) {
      this.clock = clock;
    }

    @Override
    public Instant instant() {
      if (blocks && Thread.currentThread() == blockedThread) {
        try {
          release.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return clock.instant();
    }
  }

  @Test
  void acceptsARememberedTokenWithoutAPlace() throws Exception {
    String known = issuer.token().mint();
    AccessToken accepted = validator.validate(known);
    occupyAllPlaces();

    assertThat(onAnotherThread(() -> validator.validate(known))).isSameAs(accepted);
    assertThat(provider.waiting()).isEqualTo(ALLOWED);
    provider.unblock();
    assertAccepted(occupants);
  }

  @Test
  void isUnavailableWhileForgeriesTakeAllPlaces() throws Exception {
    flood();
    occupyAllPlaces();
    int before = provider.verifications();

    String token = issuer.token().mint();
    ValidationUnavailableException refusal = unavailabilityOf(validator, token);

    assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(1));
    assertThat(refusal).hasMessageContaining("concurrentVerifications");
    assertThat(provider.verifications()).isEqualTo(before);
    provider.unblock();
    validator.validate(token);
  }

  @Test
  void releasesThePlaceAfterEveryOutcome() {
    validator.validate(issuer.token().mint());
    for (int i = 0; i < 3 * ALLOWED; i++) {
      assertThat(reasonOf(validator, issuer.token().tampered("scope", "x").mint()))
          .isEqualTo(Reason.BAD_SIGNATURE);
    }
    validator.validate(issuer.token().mint());
  }

  @Test
  void releasesAnInterruptedCaller() throws Exception {
    validator.validate(issuer.token().mint());
    occupyAllPlaces();
    String token = issuer.token().mint();

    boolean stillInterrupted =
        onAnotherThread(
            () -> {
              Thread.currentThread().interrupt();
              unavailabilityOf(validator, token);
              return Thread.interrupted();
            });

    assertThat(stillInterrupted).isTrue();
    provider.unblock();
    validator.validate(token);
  }

  @Test
  void releasesThePlaceOfACallerThatFailsWhileWaiting() throws Exception {
    AtomicBoolean fails = new AtomicBoolean();
    LongSupplier ticker =
        () -> {
          if (fails.get()) {
            throw new IllegalStateException("no time");
          }
          return 0;
        };
    try (VerificationQueue queue = new VerificationQueue(1, ticker, issuer.issuer(), flood -> {})) {
      Turn first = Objects.requireNonNull(queue.tryTake(null));
      FutureTask<Turn> second = new FutureTask<>(() -> queue.await(null, "a"));
      awaitWaiting(start(second));
      fails.set(true);
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> second.get(30, TimeUnit.SECONDS))
          .withCauseInstanceOf(IllegalStateException.class);

      first.release();

      assertThat(queue.tryTake(null)).isNotNull();
    }
  }

  @Test
  void refusesATokenWhoseKeyIsDistrustedWhileItWaits() throws Exception {
    refusesWaitingTokenAfter(
        () -> validator.distrust(issuer.keys().current().keyId()), Reason.DISTRUSTED_KEY);
  }

  @Test
  void refusesATokenWhoseKeyIsRemovedWhileItWaits() throws Exception {
    refusesWaitingTokenAfter(
        () -> {
          issuer.keys().rotate();
          validator.refreshKeys();
        },
        Reason.UNKNOWN_KEY);
  }

  private void refusesWaitingTokenAfter(Runnable change, Reason reason) throws Exception {
    validator.validate(issuer.token().mint());
    occupyAllPlaces();
    String token = issuer.token().mint();
    FutureTask<Reason> waits = new FutureTask<>(() -> reasonOf(validator, token));
    Thread thread = start(waits);
    awaitWaiting(thread);

    change.run();
    provider.unblock();

    assertThat(waits.get(30, TimeUnit.SECONDS)).isEqualTo(reason);
  }

  /** Each token costs a signature check: it is forged or expired. */
  private void flood() {
    for (int i = 0; i < 20; i++) {
      Validators.refusalOf(validator, issuer.token().tampered("scope", "x").mint());
      Validators.refusalOf(validator, issuer.token().expired().mint());
    }
  }

  private void occupyAllPlaces() {
    provider.block();
    for (int i = 0; i < ALLOWED; i++) {
      String token = issuer.token().mint();
      occupants.add(threads.submit(() -> validator.validate(token)));
    }
    await(() -> provider.waiting() == ALLOWED);
  }

  /** Starts each on its own thread, and returns once all of them wait. */
  private List<Future<AccessToken>> submitGoodTokens(int number) {
    List<Future<AccessToken>> all = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      String token = issuer.token().mint();
      FutureTask<AccessToken> task = new FutureTask<>(() -> validator.validate(token));
      Thread thread = start(task);
      awaitWaiting(thread);
      all.add(task);
    }
    return all;
  }

  private void assertAccepted(List<Future<AccessToken>> all) throws Exception {
    for (Future<AccessToken> one : all) {
      assertThat(one.get(60, TimeUnit.SECONDS).clientId()).isEqualTo(issuer.app().id());
    }
  }

  private static Thread start(Runnable task) {
    Thread thread = new Thread(task, "caller");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Returns once the thread waits or has ended. */
  private static void awaitWaiting(Thread thread) {
    Set<Thread.State> states =
        Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING, Thread.State.TERMINATED);
    await(() -> states.contains(thread.getState()));
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).isNegative();
      Thread.onSpinWait();
    }
  }

  private <T> T onAnotherThread(Callable<T> call)
      throws ExecutionException, InterruptedException, TimeoutException {
    return threads.submit(call).get(30, TimeUnit.SECONDS);
  }
}
