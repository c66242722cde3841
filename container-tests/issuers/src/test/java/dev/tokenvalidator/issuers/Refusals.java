package dev.tokenvalidator.issuers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.TokenExplanation;
import dev.tokenvalidator.TokenExplanation.Outcome;
import java.util.Map;

/** Tokens that must never get in, whatever the operator has done. */
final class Refusals {

  private Refusals() {}

  /** Refused with these settings, and no setting is proposed, with these and without any. */
  static String assertRefusedWithoutProposal(Map<String, String> settings, String token)
      throws Exception {
    try (AccessTokenValidator validator =
        AccessTokenValidator.builder()
            .issuer(settings.getOrDefault("issuer", ""))
            .audience(Journey.AUDIENCE)
            .build()) {
      TokenExplanation explained = validator.explain(token);
      assertThat(explained.outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(explained.settings()).isEmpty();
    }
    return assertRefused(settings, token);
  }

  /** Refused with these settings, which are enough for other tokens: none is proposed. */
  static String assertRefused(Map<String, String> settings, String token) throws Exception {
    try (ProtectedApi api = ProtectedApi.start(settings)) {
      assertThat(api.get(token)).isEqualTo(401);
      assertThat(Proposals.of(api.line(), Journey.AUDIENCE).differences())
          .as(api.line())
          .allSatisfy(difference -> assertThat(difference.settings()).isEmpty());
      assertThat(api.line()).doesNotContainPattern("\\bset \\w+=");
      return api.line();
    }
  }

  /** The same token with the signature of another. */
  static String withSignatureOf(String other, String token) {
    return token.substring(0, token.lastIndexOf('.')) + other.substring(other.lastIndexOf('.'));
  }
}
