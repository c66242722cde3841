package dev.tokenvalidator.internal.issuer;

import java.util.Set;

/**
 * What the machine knows of the key set that tokens are verified with.
 *
 * @param keyIds of its keys
 * @param fetch the number of the fetch that brought it
 * @param isNew whether its key ids differ from those of the set before
 * @param age nanoseconds that its answer may have spent in caches
 * @param asOf when the issuer published it at the latest: the beginning of the fetch, or earlier if
 *     a cache answered
 * @param arrived when it came
 * @param refreshAfter nanoseconds until it is fetched again
 * @param usableFor nanoseconds until it is too old to be used
 */
record CurrentSet(
    Set<String> keyIds,
    long fetch,
    boolean isNew,
    long age,
    Moment asOf,
    Moment arrived,
    long refreshAfter,
    long usableFor) {

  CurrentSet {
    keyIds = Set.copyOf(keyIds);
  }

  /** Nanoseconds until it is to be fetched again. */
  long untilRefresh(Moment now) {
    return Math.max(0, refreshAfter - now.since(arrived));
  }

  boolean isTooOld(Moment now) {
    return now.since(arrived) > usableFor;
  }
}
