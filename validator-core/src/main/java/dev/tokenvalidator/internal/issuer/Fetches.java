package dev.tokenvalidator.internal.issuer;

/** Where fetches run. */
interface Fetches {

  /** Does not wait for the fetch. */
  void begin(long number, boolean onDemand);

  /** Whatever comes of the fetch is not wanted any more. */
  void abandon(long number);
}
