package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the listener and the log report of a flood of worthless tokens. */
@Tag("slow")
class VerificationFloodTest extends IssuerTestBase {

  private static final String SOURCE = "198.51.100.77";
  private static final long MAX_WAIT_MILLIS = 20_000;

  private final Logger logger = Logger.getLogger("dev.tokenvalidator");
  private final Floods floods = new Floods();
  private AccessTokenValidator validator;

  @BeforeEach
  void build() {
    issuer.keys().rotate("RS256"); // the cheapest to verify
    logger.setLevel(Level.ALL);
    logger.addHandler(floods);
    validator = validatorFor(issuer).concurrentVerifications(1).listener(floods).build();
  }

  @AfterEach
  void close() {
    logger.removeHandler(floods);
    logger.setLevel(null);
    validator.close();
  }

  private static final class Floods extends Handler implements ValidatorListener {

    final List<VerificationFlood> reported = new CopyOnWriteArrayList<>();
    final List<LogRecord> logged = new CopyOnWriteArrayList<>();

    @Override
    public synchronized void verificationFlood(VerificationFlood flood) {
      reported.add(flood);
      notifyAll();
    }

    @Override
    public void publish(LogRecord line) {
      if (line.getMessage().contains("flood")) {
        logged.add(line);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    /** Events are logged before the listener hears of them. */
    synchronized void await(int number) throws InterruptedException {
      long end = System.currentTimeMillis() + MAX_WAIT_MILLIS;
      while (reported.size() < number) {
        long left = end - System.currentTimeMillis();
        assertThat(left).as(reported::toString).isPositive();
        wait(left);
      }
    }
  }

  private void flood(int tokens) {
    RequestContext context = RequestContext.none().withSource(SOURCE);
    for (int i = 0; i < tokens; i++) {
      String forged = issuer.token().tampered("scope", "x").mint();
      assertThatExceptionOfType(InvalidTokenException.class)
          .isThrownBy(() -> validator.validate(forged, context));
    }
  }

  @Test
  void reportsTheStartAtOnceAndTheEndWithoutFurtherTokens() throws Exception {
    flood(31);
    assertThat(floods.reported).isEmpty();
    flood(1);
    assertThat(floods.reported)
        .containsExactly(new VerificationFlood(issuer.issuer(), false, Duration.ZERO, 0, 0));
    flood(5);
    issuer.clock().advance(Duration.ofSeconds(4));
    floods.await(2);

    assertThat(floods.reported.get(1))
        .isEqualTo(new VerificationFlood(issuer.issuer(), true, Duration.ofSeconds(4), 5, 0));
    assertThat(floods.logged)
        .extracting(LogRecord::getLevel)
        .containsExactly(Level.WARNING, Level.INFO);
    assertThat(floods.logged.toString() + floods.reported).doesNotContain(SOURCE);
    assertThat(floods.logged)
        .extracting(LogRecord::getMessage)
        .allMatch(line -> line.contains(issuer.issuer()));
    Threads.assertEnd(Threads.named("token-validator-flood"));
  }

  @Test
  void reportsEachFloodOnce() throws Exception {
    flood(40);
    issuer.clock().advance(Duration.ofSeconds(4));
    floods.await(2);
    flood(40);
    issuer.clock().advance(Duration.ofSeconds(4));
    floods.await(4);

    assertThat(floods.reported)
        .extracting(VerificationFlood::ended)
        .containsExactly(false, true, false, true);
  }

  @Test
  void reportsNoFloodForABrokenClient() {
    for (int i = 0; i < 200; i++) {
      reasonOf(validator, issuer.token().expired().mint());
      issuer.clock().advance(Duration.ofMillis(100));
    }

    assertThat(floods.reported).isEmpty();
  }

  @Test
  void stopsItsThreadWhenClosedDuringAFlood() throws Exception {
    flood(40);
    List<Thread> watches = Threads.named("token-validator-flood");
    assertThat(watches).isNotEmpty();

    validator.close();

    Threads.assertEnd(watches);
    assertThat(floods.reported).hasSize(1);
    flood(40);
    assertThat(Threads.named("token-validator-flood")).isEmpty();
  }
}
