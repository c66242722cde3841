package dev.tokenvalidator.benchmarks.speed;

/** What is measured. Safe for use by several threads. */
@FunctionalInterface
interface Operation {

  /**
   * Does it once.
   *
   * @param index of the token it is done with
   * @return something that must not be optimized away
   */
  Object run(int index) throws Exception;
}
