package dev.tokenvalidator.benchmarks;

import dev.tokenvalidator.InvalidTokenException;
import dev.tokenvalidator.ValidationUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A second thread sends tokens with junk key ids as fast as it can make them. */
final class JunkLoad {

  private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration STEP = Duration.ofMillis(20);
  private static final Duration STEP_OF_CLOCK = Duration.ofSeconds(1);
  private static final Duration LONGEST_COOL_DOWN = Duration.ofSeconds(30);
  private static final Duration SHORTEST_TIME_TO_REFRESH = Duration.ofSeconds(450);

  /** Before the cool-down has grown: at 0, 1, 3, 7, 15 and 31 s. */
  private static final int FETCHES_UNTIL_THE_LONGEST_COOL_DOWN = 6;

  private static final int TOKENS = 300;

  private JunkLoad() {}

  /**
   * What the scenario showed.
   *
   * @param load the valid requests
   * @param refused junk tokens that were told 401
   * @param unavailable junk tokens that were told 503
   * @param elapsed on the clock
   */
  record Result(LoadResult load, long refused, long unavailable, Duration elapsed) {

    String junk() {
      return (refused + unavailable)
          + " junk tokens in "
          + elapsed.toSeconds()
          + " s of clock: "
          + refused
          + " told 401, "
          + unavailable
          + " told 503";
    }
  }

  static Result run(Duration time) {
    try (LoadSite site = new LoadSite("RS256", FETCH_TIMEOUT)) {
      List<String> tokens = site.tokens(site.issuer.currentKey(), TOKENS);
      JunkTokens junk = new JunkTokens(tokens.get(0));
      site.begin(tokens.get(0));
      AtomicLong refused = new AtomicLong();
      AtomicLong unavailable = new AtomicLong();
      long start = site.clock.getAsLong();

      ValidRequests requests = new ValidRequests(site);
      requests.during(
          QuietLoad.inTurn(tokens),
          () ->
              Neighbour.during(
                  () -> age(site.clock, time),
                  () -> send(site, junk.next(), refused, unavailable)));

      Duration elapsed = Duration.ofNanos(site.clock.getAsLong() - start);
      long bound =
          FETCHES_UNTIL_THE_LONGEST_COOL_DOWN
              + elapsed.dividedBy(LONGEST_COOL_DOWN)
              + elapsed.dividedBy(SHORTEST_TIME_TO_REFRESH);
      LoadResult load =
          new LoadResult(
              "junk key ids at full speed", requests, false, site.issuerRequests(), bound);
      return new Result(load, refused.get(), unavailable.get(), elapsed);
    }
  }

  private static void age(MovableClock clock, Duration time) {
    for (long step = time.dividedBy(STEP); step > 0; step--) {
      Pause.of(STEP);
      clock.advance(STEP_OF_CLOCK);
    }
  }

  private static void send(LoadSite site, String junk, AtomicLong refused, AtomicLong unavailable) {
    try {
      site.validator.validate(junk);
      throw new IllegalStateException("a junk token was accepted");
    } catch (InvalidTokenException e) {
      refused.incrementAndGet();
    } catch (ValidationUnavailableException e) {
      unavailable.incrementAndGet();
    }
  }
}
