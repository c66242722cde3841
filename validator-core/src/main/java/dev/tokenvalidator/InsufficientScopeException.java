package dev.tokenvalidator;

/**
 * The token is good but does not allow what was asked: answer 403 with {@link
 * BearerChallenge#insufficientScope(ScopeRequirement)}.
 */
public final class InsufficientScopeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient ScopeRequirement required;

  InsufficientScopeException(ScopeRequirement required) {
    super("requires " + required, null, false, false);
    this.required = required;
  }

  /** What the token would have needed. */
  public ScopeRequirement required() {
    return required;
  }
}
