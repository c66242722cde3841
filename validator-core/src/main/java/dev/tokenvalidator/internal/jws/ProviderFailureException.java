package dev.tokenvalidator.internal.jws;

import java.security.Provider;

/**
 * A JCA provider failed, so we do not know whether the signature is good. The cause is what the
 * provider threw; its message must not be logged.
 */
public final class ProviderFailureException extends Exception {

  private static final long serialVersionUID = 1L;

  private ProviderFailureException(String message, Throwable cause) {
    super(message, cause, false, false);
  }

  /**
   * Wraps what a provider threw.
   *
   * @throws OutOfMemoryError if the provider threw one: it says nothing about the provider
   * @throws StackOverflowError for the same reason
   */
  static ProviderFailureException of(Provider provider, Throwable thrown) {
    rethrowExhaustion(thrown);
    return new ProviderFailureException(
        "the JCA provider " + provider.getName() + " failed: " + thrown.getClass().getName(),
        thrown);
  }

  /** Memory and stack can run out in any code, so such errors are not the provider's failure. */
  static void rethrowExhaustion(Throwable thrown) {
    if (thrown instanceof OutOfMemoryError || thrown instanceof StackOverflowError) {
      throw (VirtualMachineError) thrown;
    }
  }

  /** What happened, without the provider's own message. */
  public String problem() {
    return String.valueOf(getMessage());
  }
}
