package dev.tokenvalidator.internal.issuer;

import java.util.Set;

/**
 * What the machine knows about the current key set.
 *
 * @param keyIds the ids of its keys
 * @param fetch the number of the fetch that returned it
 * @param isNew whether its key ids differ from those of the previous set
 * @param age the nanoseconds that the response may have spent in caches
 * @param asOf a moment at which the issuer already had this set: the beginning of the fetch, or
 *     earlier if a cache answered
 * @param arrived when the response arrived
 * @param refreshAfter the nanoseconds from arrival until the set is fetched again
 * @param usableFor the nanoseconds from arrival until the set is too old to use
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

  /** Nanoseconds until the set is fetched again; 0 if that is due. */
  long untilRefresh(Moment now) {
    return Math.max(0, refreshAfter - now.since(arrived));
  }

  boolean isTooOld(Moment now) {
    return now.since(arrived) > usableFor;
  }
}
