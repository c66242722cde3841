package dev.tokenvalidator.benchmarks;

import dev.tokenvalidator.fixtures.TestIssuer;

/**
 * One thing that befalls an issuer's keys.
 *
 * @param name what happens
 * @param course lets it happen and tells what the library did
 */
record KeyScenario(String name, Course course) {

  /** What happens. */
  interface Course {
    /**
     * Runs.
     *
     * @return facts, for a cell of the table
     */
    String run(TestIssuer issuer, Library library);
  }

  String run(Library library) {
    try (TestIssuer issuer = TestIssuer.builder().algorithm("RS256").start()) {
      return course.run(issuer, library);
    }
  }
}
