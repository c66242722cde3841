package dev.tokenvalidator.testing;

import org.jspecify.annotations.Nullable;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.test.web.servlet.request.RequestPostProcessor;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.context.support.WebApplicationContextUtils;

/**
 * Puts an access token into the {@code Authorization} header of a request, in place of another.
 * {@link MockMvcTokens#accessToken()} begins one.
 *
 * <p>The token has the issuer, the audience and the form that the application under test accepts,
 * as its properties say. What the application sets in code (with a {@code ValidatorCustomizer}) is
 * unknown here, except the issuer and how organizations are treated: set such claims with {@link
 * #claim}. Not safe for use by several threads.
 */
public final class TokenRequestPostProcessor implements RequestPostProcessor {

  private final TokenContent content = new TokenContent();

  TokenRequestPostProcessor() {}

  /**
   * The granted scopes. Another call replaces them.
   *
   * @param scopes one by one
   * @throws IllegalArgumentException if a scope is empty or has a space in it
   */
  public TokenRequestPostProcessor scope(String... scopes) {
    content.setScopes(scopes);
    return this;
  }

  /** The subject. If it differs from the client id, the token is a person's. */
  public TokenRequestPostProcessor subject(String subject) {
    content.setSubject(subject);
    return this;
  }

  /** The client. Default: {@code test-client}. */
  public TokenRequestPostProcessor clientId(String clientId) {
    content.setClientId(clientId);
    return this;
  }

  /** Makes it a token of a machine, whose subject is its client id. The default. */
  public TokenRequestPostProcessor machine() {
    content.setMachine();
    return this;
  }

  /** Makes it a token of a person, with the subject {@code test-person}. */
  public TokenRequestPostProcessor person() {
    content.setPerson();
    return this;
  }

  /**
   * Makes it a token for an organization. Whether the application accepts one depends on its
   * setting {@code token-validator.organizations}.
   */
  public TokenRequestPostProcessor organizationId(String organizationId) {
    content.setOrganizationId(organizationId);
    return this;
  }

  /** Makes it a token that expired an hour ago. */
  public TokenRequestPostProcessor expired() {
    content.setExpired();
    return this;
  }

  /**
   * Any other claim. It replaces what the other methods write under the same name.
   *
   * @param name of the claim
   * @param value a string, number, boolean, list, map, or null (which is written as {@code null})
   */
  public TokenRequestPostProcessor claim(String name, @Nullable Object value) {
    content.setClaim(name, value);
    return this;
  }

  /**
   * Adds the token. Spring calls it.
   *
   * @throws IllegalStateException if the request is not for a Spring application with {@code
   *     validator-spring}, or its test is {@link WithoutTestKeys}
   */
  @Override
  public MockHttpServletRequest postProcessRequest(MockHttpServletRequest request) {
    WebApplicationContext application =
        WebApplicationContextUtils.getWebApplicationContext(request.getServletContext());
    if (application == null) {
      throw new IllegalStateException(
          "accessToken() reads the settings of the application, but this MockMvc has none; build"
              + " it with webAppContextSetup");
    }
    String token = content.mint(new TestedApplication(application).shape());
    request.removeHeader("Authorization");
    request.addHeader("Authorization", "Bearer " + token);
    return request;
  }
}
