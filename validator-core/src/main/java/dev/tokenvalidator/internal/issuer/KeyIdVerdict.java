package dev.tokenvalidator.internal.issuer;

/** What can be said of a key id. */
sealed interface KeyIdVerdict {

  /** The current set is good enough to look for the key. */
  record Known() implements KeyIdVerdict {}

  /** The issuer has no such key: that is proven. */
  record Unknown() implements KeyIdVerdict {}

  /**
   * It cannot be told now.
   *
   * @param fetch the number of the next fetch that may tell
   * @param beginsIn nanoseconds until that fetch begins: 0 if it is under way, {@link
   *     KeyState#NEVER} if none is planned
   */
  record CannotTell(long fetch, long beginsIn) implements KeyIdVerdict {}
}
