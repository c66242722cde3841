package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.issuer.FetchAttempt.Fetched;
import dev.tokenvalidator.internal.issuer.FetchAttempt.Memory;
import dev.tokenvalidator.internal.jwk.JwkSetReader;

/**
 * Fetches the issuer's JWK Set, and remembers from one fetch to the next where it is and which one
 * was last. Safe for use by several threads: a fetch that was given up may still run, and what it
 * finds out then is forgotten.
 */
final class KeySetFetch {

  private final FetchSettings settings;
  private final FetchClient client;
  private final JwkSetReader reader;
  private final Clocks clocks;

  // Guarded by this:
  private Memory memory = new Memory(null, null, false, 0, null);
  private long newest;
  private boolean isOpen;

  KeySetFetch(FetchSettings settings, FetchClient client, JwkSetReader reader, Clocks clocks) {
    this.settings = settings;
    this.client = client;
    this.reader = reader;
    this.clocks = clocks;
  }

  /**
   * Blocks; its caller ends it by interrupting the thread.
   *
   * @param number of the fetch
   * @param onDemand whether an answer from a cache is of no use
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

  private synchronized Memory begin(long number) {
    if (isOpen) {
      // The one before was given up, and has not noticed.
      memory = memory.failed();
    }
    isOpen = true;
    newest = number;
    return memory;
  }

  private synchronized void end(long number, Memory left) {
    if (number == newest) {
      memory = left;
      isOpen = false;
    }
  }
}
