package dev.tokenvalidator.benchmarks;

import com.sun.management.ThreadMXBean;
import dev.tokenvalidator.InvalidTokenException;
import dev.tokenvalidator.ValidationUnavailableException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A second thread sends tokens with junk key ids as fast as it can make them. */
final class JunkLoad {

  private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration STEP = Duration.ofMillis(20);
  private static final Duration STEP_OF_CLOCK = Duration.ofSeconds(1);
  private static final Duration SHORTEST_TIME_TO_REFRESH = Duration.ofSeconds(450);

  /** What new key ids may ask for. */
  private static final int FETCHES_AT_ONCE = 3;

  private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(10);

  private static final int TOKENS = 300;

  private JunkLoad() {}

  /**
   * What the scenario showed.
   *
   * @param load the valid requests
   * @param refused junk tokens that were told 401
   * @param unavailable junk tokens that were told 503
   * @param nanos that the refusals took together
   * @param bytes of garbage that they left together
   * @param elapsed on the clock
   * @param time that it took
   */
  record Result(
      LoadResult load,
      long refused,
      long unavailable,
      long nanos,
      long bytes,
      Duration elapsed,
      Duration time) {

    String junk() {
      long all = refused + unavailable;
      return String.format(
          Locale.ROOT,
          "%,d junk tokens in %d s of clock, %,d a second: %,d told 401, %,d told 503;"
              + " %.1f us and %,d bytes each",
          all,
          elapsed.toSeconds(),
          all / time.toSeconds(),
          refused,
          unavailable,
          nanos / 1e3 / all,
          bytes / all);
    }
  }

  static Result run(Duration time) {
    try (LoadSite site = new LoadSite("RS256", FETCH_TIMEOUT)) {
      List<String> tokens = site.tokens(site.issuer.keys().current(), TOKENS);
      JunkTokens junk = new JunkTokens(tokens.get(0));
      site.begin(tokens.get(0));
      Sender sender = new Sender(site, junk);
      long start = site.clock.getAsLong();

      ValidRequests requests = new ValidRequests(site);
      requests.during(
          QuietLoad.inTurn(tokens),
          () -> Neighbour.during(() -> age(site.clock, time), sender::send));

      Duration elapsed = Duration.ofNanos(site.clock.getAsLong() - start);
      long bound =
          FETCHES_AT_ONCE
              + elapsed.dividedBy(BETWEEN_FETCHES)
              + elapsed.dividedBy(SHORTEST_TIME_TO_REFRESH);
      LoadResult load =
          new LoadResult(
              "junk key ids at full speed", requests, false, site.issuerRequests(), bound);
      return new Result(
          load, sender.refused, sender.unavailable, sender.nanos, sender.bytes, elapsed, time);
    }
  }

  private static void age(MovableClock clock, Duration time) {
    for (long step = time.dividedBy(STEP); step > 0; step--) {
      Pause.of(STEP);
      clock.advance(STEP_OF_CLOCK);
    }
  }

  /** Used by one thread, and read when that has ended. */
  private static final class Sender {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final LoadSite site;
    private final JunkTokens junk;
    private long refused;
    private long unavailable;
    private long nanos;
    private long bytes;

    Sender(LoadSite site, JunkTokens junk) {
      this.site = site;
      this.junk = junk;
    }

    void send() {
      String token = junk.next();
      long bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
      long before = System.nanoTime();
      try {
        site.validator.validate(token);
        throw new IllegalStateException("a junk token was accepted");
      } catch (InvalidTokenException e) {
        refused++;
      } catch (ValidationUnavailableException e) {
        unavailable++;
      }
      nanos += System.nanoTime() - before;
      bytes += THREADS.getCurrentThreadAllocatedBytes() - bytesBefore;
    }
  }
}
