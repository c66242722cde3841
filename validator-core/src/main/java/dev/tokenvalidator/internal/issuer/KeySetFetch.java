package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.issuer.FetchAttempt.Fetched;
import dev.tokenvalidator.internal.issuer.FetchAttempt.Memory;
import dev.tokenvalidator.internal.jwk.JwkSetReader;
import java.net.URI;
import java.util.Optional;

/**
 * Fetches the issuer's JWK Set. From one fetch to the next it remembers the address of the set and
 * the last set. Safe for use by several threads: an abandoned fetch may still run, and what it
 * finds out is not remembered.
 */
final class KeySetFetch {

  private final FetchSettings settings;
  private final FetchClient client;
  private final JwkSetReader reader;
  private final Clocks clocks;

  // Guarded by this:
  private Memory memory = new Memory(null, null, false, 0, null);
  private long newest;
  private boolean isUnderWay;

  KeySetFetch(FetchSettings settings, FetchClient client, JwkSetReader reader, Clocks clocks) {
    this.settings = settings;
    this.client = client;
    this.reader = reader;
    this.clocks = clocks;
  }

  /**
   * Fetches the set. Blocks; interrupting the thread ends the fetch.
   *
   * @param number of the fetch
   * @param onDemand whether to bypass caches
   */
  Fetched fetch(long number, boolean onDemand) throws FetchException, InterruptedException {
    FetchAttempt attempt =
        new FetchAttempt(settings, client, reader, clocks, begin(number), onDemand);
    try {
      return attempt.run();
    } finally {
      end(number, attempt.memory());
    }
  }

  /** Where the set was fetched from last, or is to be fetched from. */
  synchronized Optional<URI> address() {
    return Optional.ofNullable(settings.jwksUri() != null ? settings.jwksUri() : memory.address());
  }

  private synchronized Memory begin(long number) {
    if (isUnderWay) {
      // The previous fetch was abandoned and still runs.
      memory = memory.abandoned(clocks.now());
    }
    isUnderWay = true;
    newest = number;
    return memory;
  }

  private synchronized void end(long number, Memory result) {
    if (number == newest) {
      memory = result;
      isUnderWay = false;
    }
  }
}
