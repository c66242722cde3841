package dev.tokenvalidator.testing;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.InvalidTokenException;
import dev.tokenvalidator.OrganizationTokens;
import org.jspecify.annotations.Nullable;

/**
 * Builds an {@link AccessToken}. {@link AccessTokens#token()} begins one. The issuer is {@code
 * https://issuer.test/oidc}, the audience {@code https://api.test}. Not safe for use by several
 * threads.
 */
public final class AccessTokenBuilder {

  private final TokenContent content = new TokenContent();

  AccessTokenBuilder() {}

  /**
   * The granted scopes. Another call replaces them.
   *
   * @param scopes one by one
   * @throws IllegalArgumentException if a scope is empty or has a space in it
   */
  public AccessTokenBuilder scope(String... scopes) {
    content.setScopes(scopes);
    return this;
  }

  /** The subject. If it differs from the client id, the token is a person's. */
  public AccessTokenBuilder subject(String subject) {
    content.setSubject(subject);
    return this;
  }

  /** The client. Default: {@code test-client}. */
  public AccessTokenBuilder clientId(String clientId) {
    content.setClientId(clientId);
    return this;
  }

  /** Makes it a token of a machine, whose subject is its client id. The default. */
  public AccessTokenBuilder machine() {
    content.setMachine();
    return this;
  }

  /** Makes it a token of a person, with the subject {@code test-person}. */
  public AccessTokenBuilder person() {
    content.setPerson();
    return this;
  }

  /** Makes it a token for an organization, validated with {@link OrganizationTokens#REQUIRED}. */
  public AccessTokenBuilder organizationId(String organizationId) {
    content.setOrganizationId(organizationId);
    return this;
  }

  /**
   * Any other claim. It replaces what the other methods write under the same name.
   *
   * @param name of the claim
   * @param value a string, number, boolean, list, map, or null (which is written as {@code null})
   */
  public AccessTokenBuilder claim(String name, @Nullable Object value) {
    content.setClaim(name, value);
    return this;
  }

  /**
   * Signs the token and validates it.
   *
   * @throws InvalidTokenException if a claim makes it a token that is refused
   */
  public AccessToken build() {
    OrganizationTokens organizations =
        content.hasOrganization() ? OrganizationTokens.REQUIRED : OrganizationTokens.REFUSED;
    try (AccessTokenValidator validator =
        AccessTokenValidator.builder()
            .issuer(TokenShape.ISSUER)
            .audience(TokenShape.AUDIENCE)
            .organizations(organizations)
            .jwkSet(TokenKeys.jwkSet(TokenKeys.ALGORITHM))
            .build()) {
      return validator.validate(content.mint(TokenShape.DEFAULT));
    }
  }
}
