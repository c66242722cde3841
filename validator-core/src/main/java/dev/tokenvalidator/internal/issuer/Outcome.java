package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.issuer.FetchAttempt.Fetched;
import dev.tokenvalidator.keys.KeySetEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has come of a fetch.
 *
 * @param fetched what it has brought; null if it failed
 * @param seen what others have found in that
 * @param failure why it failed; null if it did not
 */
record Outcome(
    @Nullable Fetched fetched, List<KeySetEvent> seen, @Nullable FetchException failure) {

  /** Of an event that is no end of a fetch. */
  static final Outcome NONE = new Outcome(null, List.of(), null);

  static Outcome failed(FetchException failure) {
    return new Outcome(null, List.of(), failure);
  }
}
