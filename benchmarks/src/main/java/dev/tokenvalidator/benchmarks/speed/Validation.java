package dev.tokenvalidator.benchmarks.speed;

/** One library, set up for one issuer and the scope that every token needs. */
@FunctionalInterface
interface Validation {

  /**
   * Lets a token in, or throws.
   *
   * @param text a token, or an {@code Authorization} header with one
   * @return something that must not be optimized away
   */
  Object validate(String text) throws Exception;
}
