package dev.tokenvalidator.benchmarks;

import dev.tokenvalidator.fixtures.SigningKey;
import java.time.Duration;

/**
 * The issuer rotates its key a thousand times with grace: the new key is published and signs, the
 * old one stays in the set until the validator has loaded the new one, then it is retired. The keys
 * are for EdDSA, since a thousand RSA keys take minutes to generate.
 */
final class RotationLoad {

  static final String ALGORITHM = "EdDSA";
  static final int ROTATIONS = 1_000;

  /** As long as may be: a machine that is busy is to be slow, not to fail. */
  private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(30);

  /** That a run which hangs comes to an end. */
  private static final Duration LONGEST_WAIT_FOR_A_KEY = Duration.ofMinutes(2);

  private static final Duration TIME_TO_LIVE = Duration.ofMinutes(10);
  private static final Duration SHORTEST_TIME_TO_REFRESH =
      TIME_TO_LIVE.multipliedBy(3).dividedBy(4);
  private static final Duration METADATA_LIFE = Duration.ofDays(1);

  private final LoadSite site;
  private final ValidRequests requests;

  /** A good one at any time. */
  private volatile String token;

  private RotationLoad(LoadSite site) {
    this.site = site;
    requests = new ValidRequests(site);
    token = site.tokens(site.issuer.keys().current(), 1).get(0);
  }

  static LoadResult run() {
    SigningKey[] keys = LoadSite.generate(ALGORITHM, ROTATIONS);
    try (LoadSite site = new LoadSite(ALGORITHM, FETCH_TIMEOUT)) {
      return new RotationLoad(site).run(keys);
    }
  }

  private LoadResult run(SigningKey[] keys) {
    site.begin(token);
    long start = site.clock.getAsLong();
    requests.during(
        () -> token,
        () -> {
          for (SigningKey key : keys) {
            rotate(key);
          }
        });

    Duration elapsed = Duration.ofNanos(site.clock.getAsLong() - start);
    long bound = elapsed.dividedBy(SHORTEST_TIME_TO_REFRESH) + elapsed.dividedBy(METADATA_LIFE) + 1;
    return new LoadResult(
        "1,000 rotations with grace", requests, false, site.issuerRequests(), bound);
  }

  private void rotate(SigningKey next) {
    SigningKey old = site.issuer.keys().current();
    site.issuer.keys().publish(next);
    site.issuer.keys().signWith(next);
    String first = site.tokens(next, 1).get(0);
    site.clock.advance(TIME_TO_LIVE);
    site.keyIds.await(next.keyId(), LONGEST_WAIT_FOR_A_KEY);
    token = first;
    // A request that took the old token before must be through before its key goes.
    long seen = requests.made();
    while (requests.made() < seen + 2) {
      Thread.onSpinWait();
    }
    site.issuer.keys().retire(old.keyId());
  }
}
