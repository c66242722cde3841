package dev.tokenvalidator.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the source of a request, so that the tokens of different sources can take turns. It decides
 * nothing else, and never turns a request away. Safe for use by several threads.
 */
final class RequestSource {

  private final @Nullable Function<HttpServletRequest, @Nullable String> setting;
  private final PeerAddresses peerAddresses = new PeerAddresses();
  private final AtomicBoolean failureLogged = new AtomicBoolean();

  /**
   * Takes the setting.
   *
   * @param setting the application's own function; null to take the peer's address
   */
  RequestSource(@Nullable Function<HttpServletRequest, @Nullable String> setting) {
    this.setting = setting;
  }

  /** Empty if it is unknown: all such requests count as one source. */
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

  /** Without the text of the failure, which may hold the address. */
  private static void logFailure(Throwable failure) {
    FilterLog.log(
        Level.WARNING,
        "source: the function failed with "
            + failure.getClass().getName()
            + "; requests for which it fails count as one source, and further failures are not"
            + " logged");
  }
}
