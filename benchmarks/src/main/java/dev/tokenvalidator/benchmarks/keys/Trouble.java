package dev.tokenvalidator.benchmarks.keys;

import dev.tokenvalidator.ValidationUnavailableException;
import dev.tokenvalidator.fixtures.Answer;
import dev.tokenvalidator.fixtures.Endpoint;
import dev.tokenvalidator.fixtures.SigningKey;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What happens to the issuer while valid requests are made. */
public enum Trouble {
  /** Nothing, for comparison. */
  QUIET("RS256"),

  /** It takes every request and never answers, until its keys are too old to be believed. */
  OUTAGE("RS256") {
    private static final Duration HANG = Duration.ofMillis(500);
    private static final Duration STALE_LIMIT = Duration.ofHours(12);
    private static final Duration SHORT_OF_IT = Duration.ofMinutes(2);

    /** Short, so that many fetches fail in the time there is. */
    @Override
    Duration fetchTimeout() {
      return HANG;
    }

    @Override
    void run(LoadSite site, Duration time, BooleanSupplier over) {
      site.endpoints().forEach(endpoint -> endpoint.answer(Answer.hang()));
      Duration target = STALE_LIMIT.minus(SHORT_OF_IT);
      long start = System.nanoTime();
      Duration moved = Duration.ZERO;
      while (!over.getAsBoolean()) {
        Background.pause(Duration.ofMillis(5));
        // Evenly over the time there is, however long the pauses really are.
        double part = Math.min(1, (System.nanoTime() - start) / (double) time.toNanos());
        Duration due = Duration.ofMillis((long) (part * target.toMillis()));
        site.clock.advance(due.minus(moved));
        moved = due;
      }
      site.clock.advance(target.minus(moved));
    }

    /** One fetch at a time, and each hangs at its first request. */
    @Override
    long issuerRequests(Duration time, Duration onTheClock) {
      return time.dividedBy(HANG) + 1;
    }

    @Override
    void check(LoadSite site) {
      site.clock.advance(SHORT_OF_IT.multipliedBy(2));
      for (int i = 0; i < 100; i++) {
        require(isUnavailable(site), "past 12 h a token is not answered with 503");
      }
      site.endpoints().forEach(Endpoint::heal);
      site.clock.advance(Duration.ofSeconds(5));
      require(!isUnavailable(site), "5 s after the outage a token is not accepted");
    }
  },

  /** Another thread sends tokens with unknown key ids, and a second of clock passes every 20 ms. */
  JUNK("RS256") {
    @Override
    void run(LoadSite site, Duration time, BooleanSupplier over) {
      while (!over.getAsBoolean()) {
        Background.pause(Duration.ofMillis(20));
        site.clock.advance(Duration.ofSeconds(1));
      }
    }

    /** What new key ids may ask for, and the usual refresh. */
    @Override
    long issuerRequests(Duration time, Duration onTheClock) {
      return 3 + onTheClock.dividedBy(Duration.ofSeconds(10)) + refreshes(onTheClock);
    }
  },

  /** Nothing, with the algorithm of the rotations. */
  QUIET_EDDSA("EdDSA"),

  /**
   * It rotates its key again and again, with grace: the new key is published and signs; the old one
   * is retired once the validator has loaded the new one.
   */
  ROTATIONS("EdDSA") {
    @Override
    void run(LoadSite site, Duration time, BooleanSupplier over) {
      while (!over.getAsBoolean()) {
        SigningKey old = site.issuer.keys().current();
        SigningKey next = site.issuer.keys().rotateKeepingOld();
        String first = site.tokens(next, 1).get(0);
        site.clock.advance(TIME_TO_LIVE);
        long patience = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!site.validator.keySets().get(0).keyIds().contains(next.keyId())) {
          require(System.nanoTime() < patience, "the key " + next.keyId() + " does not arrive");
          Background.pause(Duration.ofMillis(1));
        }
        site.use(List.of(first));
        // A request with the old token must be through before its key goes.
        long seen = site.requests.get();
        while (site.requests.get() < seen + 2 && !over.getAsBoolean()) {
          Thread.onSpinWait();
        }
        site.issuer.keys().retire(old.keyId());
        site.changes.incrementAndGet();
      }
    }

    @Override
    long issuerRequests(Duration time, Duration onTheClock) {
      return refreshes(onTheClock) + onTheClock.dividedBy(Duration.ofDays(1)) + 1;
    }
  };

  private static final Duration TIME_TO_LIVE = Duration.ofMinutes(10);

  private final String algorithm;

  Trouble(String algorithm) {
    this.algorithm = algorithm;
  }

  String algorithm() {
    return algorithm;
  }

  /** As long as may be: a busy machine is to be slow, not to fail. */
  Duration fetchTimeout() {
    return Duration.ofSeconds(30);
  }

  /** Runs on a thread of its own while requests are made, and ends when they do. */
  void run(LoadSite site, Duration time, BooleanSupplier over) {}

  /** How often the issuer may be asked. */
  long issuerRequests(Duration time, Duration onTheClock) {
    return 0;
  }

  /** Fails if the validator does not behave as designed afterwards. */
  void check(LoadSite site) {}

  private static long refreshes(Duration onTheClock) {
    return onTheClock.dividedBy(TIME_TO_LIVE.multipliedBy(3).dividedBy(4));
  }

  private static boolean isUnavailable(LoadSite site) {
    try {
      site.validator.validate(site.next());
      return false;
    } catch (ValidationUnavailableException e) {
      return true;
    } finally {
      site.requests.incrementAndGet();
    }
  }

  static void require(boolean met, String otherwise) {
    if (!met) {
      throw new IllegalStateException(otherwise);
    }
  }
}
