package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.Answer;
import dev.tokenvalidator.fixtures.TestIssuer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The issuer changes its key while the first fetch, or the first after an outage, is under way. */
class FetchedKeysFirstFetchTest {

  private static final Duration LONG = Duration.ofSeconds(10);

  private final TestIssuer issuer = TestIssuer.start();
  private final KeySetLog events = new KeySetLog();
  private final AccessTokenValidator validator =
      validatorFor(issuer).fetchTimeout(LONG).listener(events).build();

  @AfterEach
  void close() {
    validator.close();
    issuer.close();
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
    cannotTellOfALateKeyIfTheSecondFetchIsAnsweredBy(Answer.status(500));
  }

  @Test
  void isUnavailableForALateKeyDuringTheSecondFetch() throws Exception {
    cannotTellOfALateKeyIfTheSecondFetchIsAnsweredBy(Answer.hang());
  }

  private void cannotTellOfALateKeyIfTheSecondFetchIsAnsweredBy(Answer answer) throws Exception {
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

  /** The issuer has chosen its answer to the call's fetch when this returns, and not sent it. */
  private <T> FutureTask<T> whileTheIssuerHangs(Callable<T> call) {
    int before = issuer.jwks().requestCount();
    issuer.jwks().answerNext(1, Answer.hang());
    FutureTask<T> task = waiting(call);
    issuer.jwks().awaitRequests(before + 1, LONG);
    return task;
  }

  /** A call on a thread of its own that waits for the fetch under way. */
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
