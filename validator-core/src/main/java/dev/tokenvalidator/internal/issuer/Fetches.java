package dev.tokenvalidator.internal.issuer;

/** Runs fetches. */
interface Fetches {

  /** Begins a fetch and does not wait for it. */
  void begin(long number, boolean onDemand);

  /** Abandons a fetch: its result is no longer wanted. */
  void abandon(long number);
}
