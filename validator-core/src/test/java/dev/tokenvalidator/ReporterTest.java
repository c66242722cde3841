package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.tokenvalidator.keys.KeySetEvent;
import java.security.Security;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Failures of the log or of a listener never change a verdict. */
class ReporterTest extends IssuerTestBase {

  static List<Supplier<Throwable>> faults() {
    return List.of(
        () -> new IllegalStateException("metrics are down"),
        () -> new AssertionError("x"),
        () -> new NoClassDefFoundError("a/b/C"),
        StackOverflowError::new,
        OutOfMemoryError::new,
        Thrown.Hostile::new,
        () -> new Exception("checked, and thrown all the same"));
  }

  private static final class FailingListener implements ValidatorListener {

    private final Supplier<Throwable> fault;
    private final AtomicInteger calls = new AtomicInteger();

    FailingListener(Supplier<Throwable> fault) {
      this.fault = fault;
    }

    private void fail() {
      calls.incrementAndGet();
      throw Thrown.raise(fault.get());
    }

    @Override
    public void accepted(AccessToken token) {
      fail();
    }

    @Override
    public void refused(Refusal refusal) {
      fail();
    }

    @Override
    public void keySetChanged(KeySetEvent event) {
      fail();
    }
  }

  /** Fails at every call of the logger. */
  private static final class FailingHandler extends Handler implements AutoCloseable {

    private final Logger logger = Logger.getLogger("dev.tokenvalidator");
    private final Supplier<Throwable> fault;
    private final AtomicInteger calls = new AtomicInteger();

    FailingHandler(Supplier<Throwable> fault) {
      this.fault = fault;
      logger.setLevel(Level.ALL);
      logger.setUseParentHandlers(false);
      logger.addHandler(this);
    }

    @Override
    public void publish(LogRecord line) {
      calls.incrementAndGet();
      throw Thrown.raise(fault.get());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
      logger.setLevel(null);
      logger.setUseParentHandlers(true);
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void keepsTheVerdictWhenAListenerFails(Supplier<Throwable> fault) {
    FailingListener failing = new FailingListener(fault);
    String good = issuer.token().mint();
    try (AccessTokenValidator validator = validatorFor(issuer).listener(failing).build()) {
      assertThat(validator.validate(good).clientId()).isEqualTo(issuer.app().id());
      assertThat(validator.validate(good).clientId()).isEqualTo(issuer.app().id());
      assertThat(reasonOf(validator, issuer.token().expired().mint())).isEqualTo(Reason.EXPIRED);
    }
    // Three tokens and the loaded keys, which another thread reports before the end.
    assertThat(failing.calls.get()).isGreaterThanOrEqualTo(4);
    issuer.stop();
    try (AccessTokenValidator validator = validatorFor(issuer).listener(failing).build()) {
      unavailabilityOf(validator, good);
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void reportsToTheOtherListenersWhenOneFails(Supplier<Throwable> fault) {
    FailingListener failing = new FailingListener(fault);
    RecordingListener heard = new RecordingListener();
    AccessTokenValidatorBuilder settings =
        AccessTokenValidator.builder().audience("a").jwkSet(issuer.keys().jwkSet());
    try (AccessTokenValidator all =
        AccessTokenValidator.forIssuers(
            settings.issuer("https://a.example").listener(failing).build(),
            settings.issuer("https://b.example").listener(heard).build())) {
      assertThat(reasonOf(all, "opaque")).isEqualTo(Reason.OPAQUE);

      assertThat(failing.calls).hasValue(1);
      assertThat(heard.refused()).hasSize(1);
    }
  }

  /** A separate thread reports the events of a fetch, one after the other. */
  @ParameterizedTest
  @MethodSource("faults")
  void reportsEveryEventWhenAListenerFails(Supplier<Throwable> fault) {
    FailingListener failing = new FailingListener(fault);
    String good = issuer.token().mint();
    try (AccessTokenValidator validator = validatorFor(issuer).listener(failing).build()) {
      validator.refreshKeys();
      issuer.keys().rotate();
      int before = failing.calls.get();

      // The loaded set and the removed key.
      assertThat(validator.refreshKeys().get(0).lastFailure()).isEmpty();
      // The fetch ends before its events are reported.
      while (failing.calls.get() < before + 2) {
        Thread.onSpinWait();
      }

      assertThat(reasonOf(validator, good)).isEqualTo(Reason.UNKNOWN_KEY);
      validator.validate(issuer.token().mint());
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void keepsTheVerdictWhenTheLogFails(Supplier<Throwable> fault) {
    RecordingListener heard = new RecordingListener();
    String good = issuer.token().mint();
    try (FailingHandler log = new FailingHandler(fault);
        AccessTokenValidator validator = validatorFor(issuer).listener(heard).build()) {
      assertThat(validator.validate(good).clientId()).isEqualTo(issuer.app().id());
      assertThat(reasonOf(validator, issuer.token().expired().mint())).isEqualTo(Reason.EXPIRED);
      assertThat(reasonOf(validator, issuer.token().keyId("x").mint()))
          .isEqualTo(Reason.UNKNOWN_KEY);
      assertThat(heard.refused()).hasSize(2);
      assertThat(log.calls).hasPositiveValue();

      issuer.jwks().answer(dev.tokenvalidator.fixtures.Answer.status(500));
      assertThat(validator.refreshKeys().get(0).lastFailure()).isPresent();
      issuer.jwks().heal();
      assertThat(validator.refreshKeys().get(0).lastFailure()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void keepsTheVerdictWhenTheLogAndTheListenerFail(Supplier<Throwable> fault) {
    try (FailingHandler log = new FailingHandler(fault);
        AccessTokenValidator validator =
            validatorFor(issuer).listener(new FailingListener(fault)).build()) {
      assertThat(reasonOf(validator, issuer.token().expired().mint())).isEqualTo(Reason.EXPIRED);
      assertThat(log.calls).hasPositiveValue();
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void startsWhenTheLogFails(Supplier<Throwable> fault) {
    try (FailingHandler log = new FailingHandler(fault)) {
      assertThatCode(
              () ->
                  validatorFor(issuer)
                      .allowPlainHttp("logto")
                      .signatureProvider(Security.getProvider("SunEC"))
                      .build()
                      .close())
          .doesNotThrowAnyException();
      assertThat(log.calls).hasValueGreaterThanOrEqualTo(2);
    }
  }
}
