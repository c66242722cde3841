package dev.tokenvalidator.benchmarks;

import dev.tokenvalidator.ValidationUnavailableException;
import dev.tokenvalidator.fixtures.Answer;
import dev.tokenvalidator.fixtures.Endpoint;
import java.time.Duration;
import java.util.List;

/**
 * The issuer takes every request and never answers, from the first load of its keys until they are
 * too old to be believed, and past that.
 */
final class OutageLoad {

  /** Short, so that many fetches fail in the time there is; each hangs to the end. */
  private static final Duration FETCH_TIMEOUT = Duration.ofMillis(500);

  private static final Duration STALE_LIMIT = Duration.ofHours(12);
  private static final Duration SHORT_OF_IT = Duration.ofMinutes(2);
  private static final Duration STEP = Duration.ofMillis(5);
  private static final int REQUESTS_PAST_THE_LIMIT = 100;
  private static final int TOKENS = 300;

  private OutageLoad() {}

  /**
   * What the scenario showed.
   *
   * @param load up to the stale limit
   * @param unavailable of the hundred requests past the limit, those that were told 503
   * @param accepted whether the first request after the outage was accepted
   */
  record Result(LoadResult load, int unavailable, boolean accepted) {

    String pastTheLimit() {
      return unavailable
          + " of "
          + REQUESTS_PAST_THE_LIMIT
          + " requests past 12 h were told that validation is unavailable (503); the issuer back for 5 s: "
          + (accepted ? "accepted" : "not accepted");
    }

    boolean isAsDesigned() {
      return unavailable == REQUESTS_PAST_THE_LIMIT && accepted;
    }
  }

  static Result run(Duration time) {
    try (LoadSite site = new LoadSite("RS256", FETCH_TIMEOUT)) {
      List<String> tokens = site.tokens(site.issuer.keys().current(), TOKENS);
      site.begin(tokens.get(0));
      List<Endpoint> endpoints =
          List.of(site.issuer.discovery(), site.issuer.metadata(), site.issuer.jwks());
      endpoints.forEach(endpoint -> endpoint.answer(Answer.hang()));

      ValidRequests requests = new ValidRequests(site);
      long start = System.nanoTime();
      requests.during(QuietLoad.inTurn(tokens), () -> age(site.clock, time));
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      // One fetch at a time, and each hangs at its first request for as long as it may.
      long bound = elapsed.dividedBy(FETCH_TIMEOUT) + 1;
      LoadResult load =
          new LoadResult(
              "outage to the stale limit (12 h)", requests, false, site.issuerRequests(), bound);

      site.clock.advance(SHORT_OF_IT.multipliedBy(2));
      int unavailable = 0;
      for (int i = 0; i < REQUESTS_PAST_THE_LIMIT; i++) {
        unavailable += isUnavailable(site, tokens.get(i)) ? 1 : 0;
      }
      endpoints.forEach(Endpoint::heal);
      site.clock.advance(Duration.ofSeconds(5));
      return new Result(load, unavailable, !isUnavailable(site, tokens.get(0)));
    }
  }

  /** Twelve hours less two minutes pass in many small steps. */
  private static void age(MovableClock clock, Duration time) {
    long steps = time.dividedBy(STEP);
    long start = System.nanoTime();
    Duration moved = Duration.ZERO;
    Duration target = STALE_LIMIT.minus(SHORT_OF_IT);
    while (moved.compareTo(target) < 0) {
      Pause.of(STEP);
      // Evenly over the time there is, however long the pauses really are.
      double part = Math.min(1, (System.nanoTime() - start) / (double) time.toNanos());
      Duration due = target.multipliedBy((long) (part * steps)).dividedBy(steps);
      clock.advance(due.minus(moved));
      moved = due;
    }
  }

  private static boolean isUnavailable(LoadSite site, String token) {
    try {
      site.validator.validate(token);
      return false;
    } catch (ValidationUnavailableException e) {
      return true;
    }
  }
}
