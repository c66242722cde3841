package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Slow signatures are warned about; a clock that steps at each reading makes them slow. */
class SlowSignaturesTest extends IssuerTestBase {

  private static final Duration FAST = Duration.ofNanos(999_999);
  private static final Duration SLOW = Duration.ofNanos(1_000_001);

  private final Logger logger = Logger.getLogger("dev.tokenvalidator");
  private final Warnings warnings = new Warnings();

  @BeforeEach
  void rotateAndListen() {
    issuer.keys().rotate("RS256"); // the cheapest to verify
    logger.addHandler(warnings);
    logger.setLevel(Level.WARNING);
  }

  @AfterEach
  void close() {
    logger.removeHandler(warnings);
    logger.setLevel(null);
  }

  private static final class Warnings extends Handler {

    final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord line) {
      lines.add(line.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private static final class SteppingTicker implements LongSupplier {

    private final AtomicLong now = new AtomicLong();
    volatile Duration step = FAST;

    @Override
    public long getAsLong() {
      return now.getAndAdd(step.toNanos());
    }
  }

  private void validate(AccessTokenValidator validator, int times) {
    String token = issuer.token().mint();
    for (int i = 0; i < times; i++) {
      validator.validate(token);
    }
  }

  @Test
  void warnsOnceAndNamesTheSettingThatHelps() {
    SteppingTicker ticker = new SteppingTicker();
    try (AccessTokenValidator validator =
        validatorFor(issuer).tokenCacheBytes(0).clock(issuer.clock(), ticker).build()) {
      validate(validator, SlowSignatures.SAMPLES / 2 - 1);
      ticker.step = SLOW;
      validate(validator, SlowSignatures.SAMPLES / 2);
      assertThat(warnings.lines).isEmpty();
      validate(validator, 1);

      assertThat(warnings.lines).hasSize(1);
      assertThat(warnings.lines.get(0)).contains("RS256", "signatureProvider");
      validate(validator, 2 * SlowSignatures.SAMPLES);
      assertThat(warnings.lines).hasSize(1);
    }
  }

  @Test
  void doesNotWarnWhenHalfOfTheSignaturesAreFast() {
    SteppingTicker ticker = new SteppingTicker();
    try (AccessTokenValidator validator =
        validatorFor(issuer).tokenCacheBytes(0).clock(issuer.clock(), ticker).build()) {
      validate(validator, SlowSignatures.SAMPLES / 2);
      ticker.step = SLOW;
      validate(validator, 2 * SlowSignatures.SAMPLES);

      assertThat(warnings.lines).isEmpty();
    }
  }

  @Test
  void measuresEachAlgorithmSeparately() {
    SteppingTicker ticker = new SteppingTicker();
    try (AccessTokenValidator validator =
        validatorFor(issuer).tokenCacheBytes(0).clock(issuer.clock(), ticker).build()) {
      validate(validator, SlowSignatures.SAMPLES);
      ticker.step = SLOW;
      issuer.keys().rotate("RS512");
      validator.refreshKeys();
      validate(validator, SlowSignatures.SAMPLES);

      assertThat(warnings.lines).hasSize(1);
      assertThat(warnings.lines.get(0)).contains("RS512");
    }
  }
}
