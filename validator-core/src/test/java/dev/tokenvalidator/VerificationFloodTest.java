package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tokenvalidator.fixtures.TestIssuer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the operator hears of a flood of worthless tokens. */
@Tag("slow")
class VerificationFloodTest {

  private static final String SOURCE = "198.51.100.77";
  private static final long MAX_WAIT_MILLIS = 20_000;

  private final TestIssuer issuer = TestIssuer.start();
  private final Logger logger = Logger.getLogger("dev.tokenvalidator");
  private final Floods floods = new Floods();
  private final AccessTokenValidator validator =
      validatorFor(issuer).concurrentVerifications(1).listener(floods).build();

  VerificationFloodTest() {
    issuer.keys().rotate("RS256"); // the cheapest to verify
    logger.setLevel(Level.ALL);
    logger.addHandler(floods);
  }

  @AfterEach
  void close() {
    logger.removeHandler(floods);
    logger.setLevel(null);
    validator.close();
    issuer.close();
  }

  private static final class Floods extends Handler implements ValidatorListener {

    final List<VerificationFlood> told = new CopyOnWriteArrayList<>();
    final List<LogRecord> logged = new CopyOnWriteArrayList<>();

    @Override
    public synchronized void verificationFlood(VerificationFlood flood) {
      told.add(flood);
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

    /** What is told is logged before. */
    synchronized void await(int number) throws InterruptedException {
      long end = System.currentTimeMillis() + MAX_WAIT_MILLIS;
      while (told.size() < number) {
        long left = end - System.currentTimeMillis();
        assertThat(left).as(told::toString).isPositive();
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

  private static List<Thread> watches() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("token-validator-flood"))
        .toList();
  }

  @Test
  void reportsTheStartAtOnceAndTheEndWithoutFurtherTokens() throws Exception {
    flood(31);
    assertThat(floods.told).isEmpty();
    flood(1);
    assertThat(floods.told)
        .containsExactly(new VerificationFlood(issuer.issuer(), false, Duration.ZERO, 0, 0));
    flood(5);
    issuer.clock().advance(Duration.ofSeconds(4));
    floods.await(2);

    assertThat(floods.told.get(1))
        .isEqualTo(new VerificationFlood(issuer.issuer(), true, Duration.ofSeconds(4), 5, 0));
    assertThat(floods.logged)
        .extracting(LogRecord::getLevel)
        .containsExactly(Level.WARNING, Level.INFO);
    assertThat(floods.logged.toString() + floods.told).doesNotContain(SOURCE);
    assertThat(floods.logged)
        .extracting(LogRecord::getMessage)
        .allMatch(line -> line.contains(issuer.issuer()));
    assertEnds(watches());
  }

  @Test
  void reportsEachFloodOnce() throws Exception {
    flood(40);
    issuer.clock().advance(Duration.ofSeconds(4));
    floods.await(2);
    flood(40);
    issuer.clock().advance(Duration.ofSeconds(4));
    floods.await(4);

    assertThat(floods.told)
        .extracting(VerificationFlood::ended)
        .containsExactly(false, true, false, true);
  }

  @Test
  void reportsNoFloodForABrokenClient() {
    for (int i = 0; i < 200; i++) {
      reasonOf(validator, issuer.token().expired().mint());
      issuer.clock().advance(Duration.ofMillis(100));
    }

    assertThat(floods.told).isEmpty();
  }

  @Test
  void stopsItsThreadWhenClosedDuringAFlood() throws Exception {
    flood(40);
    List<Thread> watches = watches();
    assertThat(watches).isNotEmpty();

    validator.close();

    assertEnds(watches);
    assertThat(floods.told).hasSize(1);
    flood(40);
    assertThat(watches()).isEmpty();
  }

  private static void assertEnds(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join(MAX_WAIT_MILLIS);
      assertThat(thread.isAlive()).isFalse();
    }
  }
}
