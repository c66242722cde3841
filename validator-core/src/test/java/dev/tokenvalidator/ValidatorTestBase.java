package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.validatorFor;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Gives each test an issuer, a validator of its tokens and a log of the key set events. */
abstract class ValidatorTestBase extends IssuerTestBase {

  /** The age at which a key set is due for a refresh, with any jitter. */
  static final Duration REFRESH_AGE = Duration.ofMinutes(10);

  static final Duration TICK = Duration.ofNanos(1);

  /** Longer than any fetch that succeeds. */
  static final Duration LONG = Duration.ofSeconds(30);

  final KeySetLog events = new KeySetLog();
  AccessTokenValidator validator;

  private final Duration fetchTimeout;

  ValidatorTestBase() {
    this.fetchTimeout = LONG;
  }

  ValidatorTestBase(Duration fetchTimeout) {
    this.fetchTimeout = fetchTimeout;
  }

  ValidatorTestBase(String algorithm) {
    super(algorithm);
    this.fetchTimeout = LONG;
  }

  @BeforeEach
  final void build() {
    validator = validatorFor(issuer).fetchTimeout(fetchTimeout).listener(events).build();
  }

  @AfterEach
  final void closeValidator() {
    validator.close();
  }

  final void accepts(String token) {
    accepts(validator, token);
  }

  final void accepts() {
    accepts(validator);
  }

  /** Advances the clock until the keys are due, and waits until they are fetched again. */
  final void refresh() {
    // A caller may go on before the listener has heard of the fetch it waited for.
    events.await(() -> fetches() == issuer.jwks().requestCount());
    int before = fetches();
    issuer.clock().advance(REFRESH_AGE);
    accepts();
    events.await(() -> fetches() > before);
  }

  /** Heals the key set's endpoint, and waits until the keys are fetched again. */
  final void recover() {
    int before = events.count("Loaded");
    issuer.jwks().heal();
    issuer.clock().advance(Duration.ofMinutes(15));
    accepts();
    events.await(() -> events.count("Loaded") > before);
  }

  private int fetches() {
    return events.count("Loaded") + events.count("LoadFailed");
  }
}
