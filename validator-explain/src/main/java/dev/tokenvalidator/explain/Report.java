package dev.tokenvalidator.explain;

import dev.tokenvalidator.TokenExplanation;
import java.util.List;
import java.util.Optional;

/**
 * What there is to print.
 *
 * @param issuer whose keys were asked for
 * @param leftAway what stood in front of the token
 * @param unusedVariables of the environment, that say what a request needs
 * @param proposal only for a token whose signature is proven
 */
record Report(
    TokenExplanation explained,
    String issuer,
    Optional<String> leftAway,
    List<String> unusedVariables,
    Optional<Proposal> proposal) {

  /** How much is shown of a header or of claims that are no JSON. */
  static final int EXCERPT = 200;

  static Report of(
      TokenExplanation explained,
      String issuer,
      ChosenSettings settings,
      TokenInput input,
      List<String> unusedVariables) {
    return new Report(
        explained, issuer, input.leftAway(), unusedVariables, Proposal.of(explained, settings));
  }

  ExitStatus status() {
    return ExitStatus.of(explained.outcome());
  }
}
