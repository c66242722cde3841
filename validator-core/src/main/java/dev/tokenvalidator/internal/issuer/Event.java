package dev.tokenvalidator.internal.issuer;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What happens to a key source. */
sealed interface Event {

  /**
   * A token names a key that the current set does not hold, or there is no current set.
   *
   * @param keyId which key; null if the token does not say
   */
  record Ask(@Nullable String keyId) implements Event {}

  /** A signature by a key of the current set does not verify: the key may have been replaced. */
  record Doubt() implements Event {}

  /** Time has passed. */
  record Wake() implements Event {}

  /** The application demands a fetch. */
  record Demand() implements Event {}

  /**
   * A fetch has brought a key set, or the word that it has not changed.
   *
   * @param fetch its number
   * @param keyIds of the set
   * @param age nanoseconds that the answer had spent in caches when it came
   * @param refreshAfter nanoseconds until the set is to be fetched again
   * @param life nanoseconds that the issuer lets the set live
   */
  record Fetched(long fetch, Set<String> keyIds, long age, long refreshAfter, long life)
      implements Event {}

  /**
   * A fetch has failed.
   *
   * @param fetch its number
   * @param retryAfter nanoseconds that the issuer asked us to wait; 0 if it did not
   * @param emptySet whether it answered with a well-formed set that holds no usable key
   * @param jitter from 0 to 1, to spread the next attempts of many instances
   */
  record Failed(long fetch, long retryAfter, boolean emptySet, double jitter) implements Event {}

  /**
   * The time for a fetch is over.
   *
   * @param fetch its number
   * @param jitter from 0 to 1
   */
  record Deadline(long fetch, double jitter) implements Event {}

  /** The key source is closed. */
  record Close() implements Event {}
}
