package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.issuer.FetchAttempt.Fetched;
import dev.tokenvalidator.keys.KeySetEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a fetch.
 *
 * @param fetched what the fetch returned; null if it failed
 * @param seen further events that the fetched set has caused
 * @param failure why the fetch failed; null if it did not
 */
record Outcome(
    @Nullable Fetched fetched, List<KeySetEvent> seen, @Nullable FetchException failure) {

  /** The outcome for an event that does not end a fetch. */
  static final Outcome NONE = new Outcome(null, List.of(), null);

  static Outcome failed(FetchException failure) {
    return new Outcome(null, List.of(), failure);
  }
}
