package dev.tokenvalidator.benchmarks;

/** One library, set up for one issuer. */
interface Candidate extends AutoCloseable {

  /** What is told of a token that is accepted. */
  String ACCEPTED = "accepted";

  /**
   * Decides on a token.
   *
   * @return {@link #ACCEPTED}, or the name of what was thrown
   */
  String decide(String token);

  /** Has the keys fetched with a token that must be accepted while all is well. */
  default void begin(String token) {
    String outcome = decide(token);
    if (!outcome.equals(ACCEPTED)) {
      throw new IllegalStateException("a good token was not accepted: " + outcome);
    }
  }

  /** Lets the life of the keys end while nobody asks for anything. */
  void endKeyLife();

  @Override
  void close();
}
