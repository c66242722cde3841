package dev.tokenvalidator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TestIssuerExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Gives each test an issuer of its own. */
abstract class IssuerTestBase {

  @RegisterExtension final TestIssuerExtension issuers;

  TestIssuer issuer;

  IssuerTestBase() {
    this(new TestIssuerExtension());
  }

  IssuerTestBase(String algorithm) {
    this(TestIssuerExtension.with(issuer -> issuer.algorithm(algorithm)));
  }

  private IssuerTestBase(TestIssuerExtension issuers) {
    this.issuers = issuers;
  }

  @BeforeEach
  final void start(TestIssuer started) {
    issuer = started;
  }

  /** Validates a token of the issuer's usual application. */
  final void accepts(AccessTokenValidator validator, String token) {
    AccessToken accepted = validator.validate(token);
    assertThat(accepted.issuer()).isEqualTo(issuer.issuer());
    assertThat(accepted.clientId()).isEqualTo(issuer.app().id());
  }

  /** Validates a fresh token. */
  final void accepts(AccessTokenValidator validator) {
    accepts(validator, issuer.token().mint());
  }
}
