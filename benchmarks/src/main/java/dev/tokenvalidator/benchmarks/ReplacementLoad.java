package dev.tokenvalidator.benchmarks;

import dev.tokenvalidator.fixtures.SigningKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;

/**
 * The issuer replaces its key a thousand times without grace. The first token of each new key has
 * to wait for a fetch, since nobody knew the key; the tokens after it must not.
 */
final class ReplacementLoad {

  private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(30);
  private static final int TOKENS_EACH = 4;

  /** Until another new key id may have the keys fetched. */
  private static final Duration DISTANCE = Duration.ofSeconds(10);

  private ReplacementLoad() {}

  static List<LoadResult> run() {
    SigningKey[] keys = LoadSite.generate(RotationLoad.ALGORITHM, RotationLoad.ROTATIONS);
    try (LoadSite site = new LoadSite(RotationLoad.ALGORITHM, FETCH_TIMEOUT)) {
      site.begin(site.tokens(site.issuer.keys().current(), 1).get(0));

      ValidRequests firsts = new ValidRequests(site);
      ValidRequests others = new ValidRequests(site);
      // On a thread of its own like all valid requests; it also replaces the keys, so that no token
      // is under way whose key is gone.
      FutureTask<Boolean> replacements =
          new FutureTask<>(
              () -> {
                for (SigningKey key : keys) {
                  site.clock.advance(DISTANCE);
                  site.replaceKey(key);
                  List<String> of = site.tokens(key, TOKENS_EACH);
                  firsts.watched(() -> firsts.request(of.get(0)));
                  others.watched(() -> of.subList(1, of.size()).forEach(others::request));
                }
              },
              true);
      ValidRequests.onItsOwnThread(replacements);

      long asked = site.issuerRequests();
      return List.of(
          new LoadResult("1,000 replacements: first tokens", firsts, true, asked, keys.length),
          new LoadResult("1,000 replacements: other tokens", others, false, asked, keys.length));
    }
  }
}
