package dev.tokenvalidator.internal.issuer;

/** Whether the issuer has a key with a certain id. */
sealed interface KeyIdVerdict {

  /** The key can be looked up in the current set. */
  record Known() implements KeyIdVerdict {}

  /** The issuer has no such key, and we have proof of that. */
  record Unknown() implements KeyIdVerdict {}

  /**
   * This cannot be decided now.
   *
   * @param fetch the number of the next fetch that may decide it
   * @param beginsIn the nanoseconds until that fetch begins; 0 if it is under way, {@link
   *     KeyState#NEVER} if none is planned
   */
  record CannotTell(long fetch, long beginsIn) implements KeyIdVerdict {}
}
