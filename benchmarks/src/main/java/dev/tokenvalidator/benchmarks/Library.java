package dev.tokenvalidator.benchmarks;

import dev.tokenvalidator.fixtures.TestIssuer;
import java.util.List;
import java.util.function.Function;

/**
 * A library that is compared.
 *
 * @param name its name
 * @param asItComes sets it up with its defaults
 * @param withEndingLife sets it up so that the life of its keys can be made to end, which the
 *     defaults of some do in real minutes only
 */
record Library(
    String name,
    Function<TestIssuer, Candidate> asItComes,
    Function<TestIssuer, Candidate> withEndingLife) {

  static List<Library> all() {
    return List.of(
        new Library("this library", OurCandidate::new, OurCandidate::new),
        new Library(
            "Nimbus 10.10", NimbusCandidate::withDefaults, NimbusCandidate::withShortenedTimes),
        new Library(
            "Spring Security 7.1.1", SpringCandidate::withDefaults, SpringCandidate::withCache));
  }
}
