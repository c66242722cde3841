package dev.tokenvalidator.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Nothing is done to the issuer: what the other scenarios are compared with. */
final class QuietLoad {

  private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(30);
  private static final int TOKENS = 300;

  private QuietLoad() {}

  /**
   * Runs.
   *
   * @param scenario its name
   * @param algorithm of the keys
   * @param time how long
   */
  static LoadResult run(String scenario, String algorithm, Duration time) {
    try (LoadSite site = new LoadSite(algorithm, FETCH_TIMEOUT)) {
      List<String> tokens = site.tokens(site.issuer.keys().current(), TOKENS);
      site.begin(tokens.get(0));
      ValidRequests requests = new ValidRequests(site);
      requests.during(inTurn(tokens), () -> Pause.of(time));
      return new LoadResult(scenario, requests, false, site.issuerRequests(), 0);
    }
  }

  /** For one thread: one token after the other, and again from the first. */
  static Supplier<String> inTurn(List<String> tokens) {
    int[] next = new int[1];
    return () -> tokens.get(next[0]++ % tokens.size());
  }
}
