package dev.tokenvalidator.benchmarks.keys;

import dev.tokenvalidator.fixtures.TestIssuer;
import java.util.List;
import java.util.function.Function;

/** One library, set up for one issuer. */
interface Candidate extends AutoCloseable {

  /** The answer to a token that is accepted. */
  String ACCEPTED = "accepted";

  /**
   * A library that is compared.
   *
   * @param name of the library
   * @param asItComes sets it up with its defaults
   * @param withEndingLife sets it up so that its keys can be made to expire, which the defaults of
   *     some do in real minutes only
   */
  record Library(
      String name,
      Function<TestIssuer, Candidate> asItComes,
      Function<TestIssuer, Candidate> withEndingLife) {}

  /** All that are compared. */
  static List<Library> libraries() {
    return List.of(
        new Library("this library", OurCandidate::new, OurCandidate::new),
        new Library(
            "Nimbus 10.10", NimbusCandidate::withDefaults, NimbusCandidate::withShortenedTimes),
        new Library(
            "Spring Security 7.1.1", SpringCandidate::withDefaults, SpringCandidate::withCache));
  }

  /**
   * Decides on a token.
   *
   * @return {@link #ACCEPTED}, or the name of the exception
   */
  String decide(String token);

  /** Has the keys fetched with a good token. */
  default void begin(String token) {
    String outcome = decide(token);
    if (!outcome.equals(ACCEPTED)) {
      throw new IllegalStateException("a good token was not accepted: " + outcome);
    }
  }

  /** Lets the keys expire while nobody asks for anything. */
  void endKeyLife();

  @Override
  void close();
}
