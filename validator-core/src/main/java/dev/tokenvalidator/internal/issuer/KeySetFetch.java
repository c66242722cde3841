package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.jwk.JwkSetReader;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the issuer's JWK Set, and remembers from one fetch to the next where it is and which one
 * was last. Safe for use by several threads: a fetch that was given up may still run, and what it
 * finds out then is forgotten.
 */
final class KeySetFetch {

  private static final Duration METADATA_LIFE = Duration.ofDays(1);
  private static final int FAILURES_UNTIL_METADATA_IS_FETCHED_AGAIN = 2;

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
   * A key set that was fetched.
   *
   * @param content its keys, of which there is at least one, and what was skipped
   * @param maxAge of {@code Cache-Control}, where it is positive
   * @param age how long the answer has been in caches
   * @param host where it was fetched from
   */
  record Fetched(
      JwkSetReader.Result content, Optional<Duration> maxAge, Duration age, String host) {}

  /**
   * A set that came with an {@code ETag}: whether it has changed can be asked.
   *
   * @param address where it came from
   * @param tag as the issuer wrote it
   * @param content of the set
   */
  record Tagged(URI address, String tag, JwkSetReader.Result content) {}

  /**
   * What one fetch leaves to the next.
   *
   * @param address of the keys, as the metadata said last
   * @param learntAt when it said so
   * @param doubtful whether to read the metadata again, because the keys may have moved
   * @param failures since the last success, or the last doubt
   * @param last the last set
   */
  record Memory(
      @Nullable URI address,
      @Nullable Moment learntAt,
      boolean doubtful,
      int failures,
      @Nullable Tagged last) {

    /**
     * After two failures the issuer may have moved its keys: its metadata is read again. Where they
     * were is not forgotten: they may be back there before the metadata is. The next request has no
     * condition, which may be what the issuer cannot bear.
     */
    Memory failed() {
      return failures + 1 >= FAILURES_UNTIL_METADATA_IS_FETCHED_AGAIN
          ? new Memory(address, learntAt, true, 0, null)
          : new Memory(address, learntAt, doubtful, failures + 1, null);
    }

    Memory succeeded(@Nullable Tagged set) {
      return new Memory(address, learntAt, doubtful, 0, set);
    }

    /** The address is good for another day, whatever comes of asking for it. */
    Memory asking(Moment now) {
      return new Memory(address, now, false, failures, last);
    }

    Memory learnt(URI found, Moment now) {
      return new Memory(found, now, false, failures, last);
    }

    boolean isCurrent(Moment now) {
      return learntAt != null && !doubtful && now.since(learntAt) < METADATA_LIFE.toNanos();
    }
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
