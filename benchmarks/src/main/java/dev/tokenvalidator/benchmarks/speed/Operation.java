package dev.tokenvalidator.benchmarks.speed;

/** What is measured. Safe for use by several threads. */
@FunctionalInterface
interface Operation {

  /**
   * Runs once.
   *
   * @param index of the token to use
   * @return something that must not be optimized away
   */
  Object run(int index) throws Exception;
}
