package dev.tokenvalidator.internal.issuer;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Something that happens to a key source. */
sealed interface Event {

  /**
   * A token names a key that is not in the current set, or there is no current set.
   *
   * @param keyId the id of the key; null if the token has none
   */
  record Ask(@Nullable String keyId) implements Event {}

  /** A signature does not verify with a key of the current set: the key may have been replaced. */
  record Doubt() implements Event {}

  /** Time has passed. */
  record Wake() implements Event {}

  /** The application demands a fetch. */
  record Demand() implements Event {}

  /**
   * A fetch returned a key set, or that the set has not changed.
   *
   * @param fetch its number
   * @param keyIds the ids of the set's keys
   * @param age the nanoseconds that the response had spent in caches when it arrived
   * @param refreshAfter the nanoseconds until the set is fetched again
   * @param life the time to live of the set in nanoseconds
   */
  record Fetched(long fetch, Set<String> keyIds, long age, long refreshAfter, long life)
      implements Event {}

  /**
   * A fetch failed.
   *
   * @param fetch its number
   * @param retryAfter the nanoseconds that the issuer asked us to wait; 0 if it did not
   * @param emptySet whether the issuer answered with a well-formed set that has no usable key
   * @param jitter from 0 to 1, to spread the next attempts of many instances
   */
  record Failed(long fetch, long retryAfter, boolean emptySet, double jitter) implements Event {}

  /**
   * A fetch has run out of time.
   *
   * @param fetch its number
   * @param jitter from 0 to 1, to spread the next attempts of many instances
   */
  record Deadline(long fetch, double jitter) implements Event {}

  /** The key source is closed. */
  record Close() implements Event {}
}
