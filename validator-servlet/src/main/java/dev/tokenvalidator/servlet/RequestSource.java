package dev.tokenvalidator.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells where requests come from, so that the validator can let their tokens take turns. It decides
 * nothing else, and so never turns a request away. Safe for use by several threads.
 */
final class RequestSource {

  private static final Logger LOG = System.getLogger(BearerTokenFilter.class.getName());

  private final @Nullable Function<HttpServletRequest, @Nullable String> setting;
  private final PeerAddresses peerAddresses = new PeerAddresses();
  private final AtomicBoolean failureLogged = new AtomicBoolean();

  /**
   * Makes one.
   *
   * @param setting the application's own idea of a source; null for the peer's address
   */
  RequestSource(@Nullable Function<HttpServletRequest, @Nullable String> setting) {
    this.setting = setting;
  }

  /** Empty where it is not known: all such requests are of one source. */
  Optional<String> of(HttpServletRequest request) {
    String source = setting == null ? peer(request) : given(setting, request);
    return source == null || source.isBlank() ? Optional.empty() : Optional.of(source);
  }

  private @Nullable String peer(HttpServletRequest request) {
    return peerAddresses.sourceOf(request.getRemoteAddr());
  }

  private @Nullable String given(
      Function<HttpServletRequest, @Nullable String> function, HttpServletRequest request) {
    try {
      return function.apply(request);
    } catch (Exception | LinkageError | AssertionError e) {
      if (failureLogged.compareAndSet(false, true)) {
        logFailure(e);
      }
      return null;
    }
  }

  /** A log handler that fails must not turn a request away either. */
  private static void logFailure(Throwable failure) {
    try {
      // Not its text, which may hold the address.
      LOG.log(
          Level.WARNING,
          "source: the function failed with {0}; requests for which it fails are taken for one"
              + " source, and further failures are not logged",
          failure.getClass().getName());
    } catch (Throwable e) {
      // The log is where this would be said.
    }
  }
}
