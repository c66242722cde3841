package dev.tokenvalidator;

import java.util.Set;

/**
 * The token is valid and does not allow the request: answer 403 with {@link
 * BearerChallenge#insufficientScope(java.util.Collection)}.
 */
public final class InsufficientScopeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Set<String> requiredScopes;
  private final transient Explanation explanation;

  InsufficientScopeException(Set<String> requiredScopes, Explanation explanation) {
    // Expected, and as frequent as a client likes: no stack trace.
    super(explanation.toString(), null, false, false);
    this.requiredScopes = requiredScopes;
    this.explanation = explanation;
  }

  /**
   * The scopes that the client has to request, for the challenge.
   *
   * @return unmodifiable; empty if no scope would help, because another caller is needed
   */
  public Set<String> requiredScopes() {
    return requiredScopes;
  }

  /** What was expected and what was found, for the operator. */
  public Explanation explanation() {
    return explanation;
  }
}
