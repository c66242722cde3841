package dev.tokenvalidator.internal.jws;

import java.security.Provider;

/**
 * A JCA provider failed: it says neither that a signature verifies nor that it does not. Its cause
 * is what the provider threw, whose message is not ours to log.
 */
public final class ProviderFailureException extends Exception {

  private static final long serialVersionUID = 1L;

  private ProviderFailureException(String message, Throwable cause) {
    super(message, cause, false, false);
  }

  /**
   * Takes what a provider threw for its failure.
   *
   * @throws OutOfMemoryError if that was thrown: it says nothing of the provider
   * @throws StackOverflowError likewise
   */
  static ProviderFailureException of(Provider provider, Throwable thrown) {
    rethrowExhaustion(thrown);
    return new ProviderFailureException(
        "the JCA provider " + provider.getName() + " failed: " + thrown.getClass().getName(),
        thrown);
  }

  /** Memory or stack may be exhausted in anybody's code. */
  static void rethrowExhaustion(Throwable thrown) {
    if (thrown instanceof OutOfMemoryError || thrown instanceof StackOverflowError) {
      throw (VirtualMachineError) thrown;
    }
  }

  /** What happened, without what the provider says about it. */
  public String problem() {
    return String.valueOf(getMessage());
  }
}
