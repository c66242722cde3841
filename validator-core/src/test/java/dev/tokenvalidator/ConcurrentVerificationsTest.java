package dev.tokenvalidator;

import static dev.tokenvalidator.Refusals.unavailabilityOf;
import static dev.tokenvalidator.Refusals.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tokenvalidator.fixtures.TestIssuer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Forged tokens with good headers cost signatures, and never those callers who are known. */
class ConcurrentVerificationsTest {

  private static final int ALLOWED = 2;

  private final TestIssuer issuer = TestIssuer.start();
  private final WatchedProvider provider = new WatchedProvider();
  private final AccessTokenValidator validator =
      validatorFor(issuer)
          .algorithms(WatchedProvider.ALGORITHM)
          .signatureProvider(provider)
          .concurrentVerifications(ALLOWED)
          .build();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Future<AccessToken>> occupants = new ArrayList<>();

  @AfterEach
  void close() {
    provider.open();
    threads.shutdownNow();
    validator.close();
    issuer.close();
  }

  @Test
  void waitForTheirTurnWhileTheyProveGood() throws Exception {
    validator.validate(issuer.token().mint());
    occupyAllSlots();
    List<Future<AccessToken>> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String token = issuer.token().mint();
      all.add(threads.submit(() -> validator.validate(token)));
    }

    provider.open();

    for (Future<AccessToken> one : all) {
      assertThat(one.get(60, TimeUnit.SECONDS).clientId()).isEqualTo(issuer.app().id());
    }
  }

  @Test
  void areSparedThoseWhoBringTheSameTokenAtOnce() throws Exception {
    validator.validate(issuer.token().mint());
    int before = provider.verifications();
    provider.shut();
    String token = issuer.token().mint();
    List<Future<AccessToken>> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(threads.submit(() -> validator.validate(token)));
    }
    while (provider.waiting() < ALLOWED) {
      Thread.onSpinWait();
    }

    provider.open();

    for (Future<AccessToken> one : all) {
      assertThat(one.get(60, TimeUnit.SECONDS).clientId()).isEqualTo(issuer.app().id());
    }
    // Who found a free slot just when the first were done did not look again.
    assertThat(provider.verifications() - before).isLessThan(all.size() / 2);
  }

  @Test
  void keepNobodyWaitingWhoseTokenIsRemembered() throws Exception {
    String known = issuer.token().mint();
    AccessToken accepted = validator.validate(known);
    occupyAllSlots();

    assertThat(onAnotherThread(() -> validator.validate(known))).isSameAs(accepted);
    assertThat(provider.waiting()).isEqualTo(ALLOWED);
    provider.open();
    for (Future<AccessToken> occupant : occupants) {
      assertThat(occupant.get(30, TimeUnit.SECONDS).clientId()).isEqualTo(issuer.app().id());
    }
  }

  @Test
  void areAnsweredThatItCannotBeToldWhileForgeriesTakeAllRoom() throws Exception {
    flood();
    occupyAllSlots();
    int before = provider.verifications();

    String token = issuer.token().mint();
    assertThat(unavailabilityOf(validator, token).retryAfter()).isEqualTo(Duration.ofSeconds(1));

    assertThat(provider.verifications()).isEqualTo(before);
    provider.open();
    validator.validate(token);
  }

  @Test
  void takeNothingForFloodThatIsOver() throws Exception {
    flood();
    issuer.clock().advance(Duration.ofSeconds(11));
    occupyAllSlots();
    String token = issuer.token().mint();
    Future<AccessToken> waits = threads.submit(() -> validator.validate(token));

    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> waits.get(300, TimeUnit.MILLISECONDS));
    provider.open();
    assertThat(waits.get(30, TimeUnit.SECONDS).clientId()).isEqualTo(issuer.app().id());
  }

  @Test
  void takeFewForgeriesAmongGoodTokensForNoFlood() throws Exception {
    for (int i = 0; i < 40; i++) {
      validator.validate(issuer.token().mint());
      assertThat(Refusals.reasonOf(validator, issuer.token().tampered("scope", "x").mint()))
          .isEqualTo(Reason.BAD_SIGNATURE);
    }
    occupyAllSlots();
    String token = issuer.token().mint();
    Future<AccessToken> waits = threads.submit(() -> validator.validate(token));

    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> waits.get(300, TimeUnit.MILLISECONDS));
  }

  @Test
  void waitInShortQueueOnlyDuringFlood() throws Exception {
    flood();
    occupyAllSlots();
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String token = issuer.token().mint();
      all.add(threads.submit(() -> validator.validate(token)));
    }

    for (Future<?> one : all) {
      assertThat(causeOf(one)).isInstanceOf(ValidationUnavailableException.class);
    }
    assertThat(provider.waiting()).isEqualTo(ALLOWED);
  }

  @Test
  void leaveTheirPlaceToOthersHoweverTheyEnd() {
    validator.validate(issuer.token().mint());
    for (int i = 0; i < 3 * ALLOWED; i++) {
      assertThat(Refusals.reasonOf(validator, issuer.token().tampered("scope", "x").mint()))
          .isEqualTo(Reason.BAD_SIGNATURE);
    }
    validator.validate(issuer.token().mint());
  }

  @Test
  void letInterruptedCallerGo() throws Exception {
    validator.validate(issuer.token().mint());
    occupyAllSlots();
    String token = issuer.token().mint();

    boolean stillInterrupted =
        onAnotherThread(
            () -> {
              Thread.currentThread().interrupt();
              unavailabilityOf(validator, token);
              return Thread.interrupted();
            });

    assertThat(stillInterrupted).isTrue();
  }

  @Test
  void believeNoKeyThatWasDistrustedWhileTheyWaited() throws Exception {
    refusesWaitingTokenAfter(
        () -> validator.distrust(issuer.currentKey().keyId()), Reason.DISTRUSTED_KEY);
  }

  @Test
  void believeNoKeyThatWasRemovedWhileTheyWaited() throws Exception {
    refusesWaitingTokenAfter(
        () -> {
          issuer.rotateKey();
          validator.refreshKeys();
        },
        Reason.UNKNOWN_KEY);
  }

  private void refusesWaitingTokenAfter(Runnable change, Reason reason) throws Exception {
    validator.validate(issuer.token().mint());
    occupyAllSlots();
    String token = issuer.token().mint();
    FutureTask<Reason> waits = new FutureTask<>(() -> Refusals.reasonOf(validator, token));
    Thread thread = new Thread(waits);
    thread.start();
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }

    change.run();
    provider.open();

    assertThat(waits.get(30, TimeUnit.SECONDS)).isEqualTo(reason);
  }

  /** Each of them costs a signature: forged, or of the issuer and not for us. */
  private void flood() {
    for (int i = 0; i < 20; i++) {
      Refusals.refusalOf(validator, issuer.token().tampered("scope", "x").mint());
      Refusals.refusalOf(validator, issuer.token().expired().mint());
    }
  }

  private void occupyAllSlots() {
    provider.shut();
    for (int i = 0; i < ALLOWED; i++) {
      String token = issuer.token().mint();
      occupants.add(threads.submit(() -> validator.validate(token)));
    }
    while (provider.waiting() < ALLOWED) {
      Thread.onSpinWait();
    }
  }

  private <T> T onAnotherThread(Callable<T> call)
      throws ExecutionException, InterruptedException, TimeoutException {
    return threads.submit(call).get(30, TimeUnit.SECONDS);
  }

  private static @Nullable Throwable causeOf(Future<?> failed) throws Exception {
    try {
      failed.get(30, TimeUnit.SECONDS);
      return null;
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }
}
