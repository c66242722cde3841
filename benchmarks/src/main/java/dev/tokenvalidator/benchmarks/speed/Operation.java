package dev.tokenvalidator.benchmarks.speed;

/** What is measured. Safe for use by several threads. */
@FunctionalInterface
interface Operation {

  /**
   * Runs once.
   *
   * @return something that must not be optimized away
   */
  Object run() throws Exception;
}
