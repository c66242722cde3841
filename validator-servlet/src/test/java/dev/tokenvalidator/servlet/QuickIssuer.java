package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TestIssuerExtension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link TestIssuer} with a P-256 key. Signatures of the default, ES384, take most of
 * the time of the tests that are not about them.
 */
public final class QuickIssuer implements ParameterResolver {

  private final TestIssuerExtension issuers =
      TestIssuerExtension.with(issuer -> issuer.algorithm("ES256"));

  /** A validator for the issuer's tokens, by its clock. */
  static AccessTokenValidator validator(TestIssuer issuer) {
    return AccessTokenValidator.builder()
        .logtoEndpoint(issuer.endpoint().toString())
        .audience(issuer.resource().indicator())
        .clock(issuer.clock(), issuer.clock())
        .build();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return issuers.supportsParameter(parameter, context);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return issuers.resolveParameter(parameter, context);
  }
}
