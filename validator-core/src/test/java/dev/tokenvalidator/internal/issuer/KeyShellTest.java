package dev.tokenvalidator.internal.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.Answer;
import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.internal.issuer.KeyState.Step;
import dev.tokenvalidator.internal.jwk.JwkSet;
import dev.tokenvalidator.internal.jws.VerificationKeyFactory;
import dev.tokenvalidator.keys.KeySetEvent;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The shell follows the machine when many callers arrive at once. */
class KeyShellTest {

  private static final int THREADS = 8;
  private static final int CALLS = 300;

  private final TestIssuer issuer = TestIssuer.builder().algorithm("ES256").start();
  private final List<RecordedStep> steps = Collections.synchronizedList(new ArrayList<>());

  private record RecordedStep(Event event, Moment now, Step step) {}

  @AfterEach
  void close() {
    issuer.close();
  }

  private FetchedKeys keys() {
    return keys(set -> List.of(), event -> {});
  }

  private FetchedKeys keys(
      Function<JwkSet, List<KeySetEvent>> beforeUse, Consumer<KeySetEvent> listener) {
    FetchedKeys keys =
        new FetchedKeys(
            new FetchSettings(
                issuer.issuer(),
                "issuer",
                issuer.jwks().uri(),
                new FetchPolicy(Set.of()),
                Duration.ofSeconds(2),
                List.of()),
            KeyRules.DEFAULT,
            null,
            VerificationKeyFactory.create(EnumSet.of(SignatureAlgorithm.ES256)),
            new Clocks(issuer.clock(), issuer.clock()),
            beforeUse,
            listener);
    keys.record((event, now, step) -> steps.add(new RecordedStep(event, now, step)));
    return keys;
  }

  @Test
  void followsTheStepsOfTheMachine() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (FetchedKeys keys = keys()) {
      List<Future<?>> callers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        Random random = new Random(i);
        callers.add(threads.submit(() -> call(keys, random)));
      }
      for (Future<?> caller : callers) {
        caller.get();
      }
    } finally {
      threads.shutdownNow();
    }

    // Replay the same events through the machine alone.
    KeyMachine machine = new KeyMachine(KeyRules.DEFAULT);
    KeyState state = KeyState.initial();
    long begun = 0;
    for (RecordedStep recorded : List.copyOf(steps)) {
      Step step = machine.step(state, recorded.event(), recorded.now());
      assertThat(step.effects()).isEqualTo(recorded.step().effects());
      assertThat(step.state().wanted()).isEqualTo(recorded.step().state().wanted());
      assertThat(step.state().concluded()).isEqualTo(recorded.step().state().concluded());
      begun = step.state().begun();
      state = step.state();
    }
    assertThat(state.closed()).isTrue();
    assertThat(begun).isGreaterThan(3);
    // Each fetch reached the issuer at most once.
    assertThat(issuer.jwks().requestCount()).isLessThanOrEqualTo((int) begun);
  }

  private void call(FetchedKeys keys, Random random) {
    for (int i = 0; i < CALLS; i++) {
      switch (random.nextInt(40)) {
        case 0 -> issuer.keys().rotateKeepingOld();
        case 1 -> issuer.clock().advance(Duration.ofSeconds(31));
        case 2 -> issuer.jwks().answerNext(1, Answer.status(500));
        case 3 -> keys.find(SignatureAlgorithm.ES256, "junk " + random.nextInt(20));
        case 4 -> keys.doubt();
        case 5 -> issuer.clock().advance(Duration.ofMinutes(9));
        default -> keys.find(SignatureAlgorithm.ES256, issuer.keys().current().keyId());
      }
    }
  }

  @Test
  void reportsTheEventsOfALateSet() throws Exception {
    KeySetEvent expected = new KeySetEvent.KeyDistrusted(issuer.issuer(), "key", List.of());
    CountDownLatch failed = new CountDownLatch(1);
    CompletableFuture<KeySetEvent> reported = new CompletableFuture<>();
    try (FetchedKeys keys =
        keys(
            set -> {
              assertThat(within10Seconds(failed)).isTrue();
              return List.of(expected);
            },
            event -> {
              if (event instanceof KeySetEvent.LoadFailed) {
                failed.countDown();
              } else {
                reported.complete(event);
              }
            })) {
      keys.refresh();

      assertThat(reported.get(10, TimeUnit.SECONDS)).isEqualTo(expected);
    }
  }

  private static boolean within10Seconds(CountDownLatch latch) {
    try {
      return latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      // The fetch is abandoned, but its set is still examined.
      return within10Seconds(latch);
    }
  }

  @Test
  void takesNoStepForKnownKeysWhileTheIssuerIsDown() throws Exception {
    try (FetchedKeys keys = keys()) {
      String keyId = issuer.keys().current().keyId();
      keys.find(SignatureAlgorithm.ES256, keyId);
      issuer.jwks().answer(Answer.status(503).withHeader("Retry-After", "600"));
      issuer.clock().advance(Duration.ofMinutes(10));
      keys.find(SignatureAlgorithm.ES256, keyId);
      issuer.jwks().awaitRequests(2, Duration.ofSeconds(10));
      keys.refresh();
      int before = steps.size();

      for (int i = 0; i < 1_000; i++) {
        keys.find(SignatureAlgorithm.ES256, keyId);
        keys.current();
      }

      assertThat(steps).hasSize(before);
    }
  }

  @Test
  void takesNoStepForAnAbsentKeyId() {
    try (FetchedKeys keys = keys()) {
      keys.find(SignatureAlgorithm.ES256, issuer.keys().current().keyId());
      String absent = SigningKey.generate("ES256").keyId();
      keys.find(SignatureAlgorithm.ES256, absent);
      int before = steps.size();

      for (int i = 0; i < 1_000; i++) {
        keys.find(SignatureAlgorithm.ES256, absent);
      }

      assertThat(steps).hasSize(before);
    }
  }
}
