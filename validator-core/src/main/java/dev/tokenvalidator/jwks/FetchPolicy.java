package dev.tokenvalidator.jwks;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where keys may be fetched from: over {@code https} from anywhere, since an issuer may keep its
 * keys on another host; over plain {@code http} from loopback and from hosts that are allowed by
 * name.
 *
 * @param plainHttpHosts host names that may be asked without TLS, in lower case
 */
public record FetchPolicy(Set<String> plainHttpHosts) {

  /** Copies the set. */
  public FetchPolicy {
    plainHttpHosts = Set.copyOf(plainHttpHosts);
  }

  /**
   * What speaks against fetching from an address.
   *
   * @param address from configuration or from the issuer's metadata
   * @return the problem, or empty where there is none
   */
  public Optional<String> objection(URI address) {
    String host = address.getHost();
    if (host == null || address.getScheme() == null) {
      return Optional.of("is not an absolute URL with a host");
    }
    if (address.getRawUserInfo() != null) {
      return Optional.of("holds user information");
    }
    if (address.getRawFragment() != null) {
      return Optional.of("has a fragment");
    }
    String name = host.toLowerCase(Locale.ROOT);
    return switch (address.getScheme().toLowerCase(Locale.ROOT)) {
      case "https" -> Optional.empty();
      case "http" ->
          isLoopback(name) || plainHttpHosts.contains(name)
              ? Optional.empty()
              : Optional.of(
                  "is plain http, which only loopback and the hosts named in allowPlainHttp may be");
      default -> Optional.of("is neither https nor http");
    };
  }

  private static boolean isLoopback(String host) {
    // By its spelling: a name that merely resolves to loopback today may not tomorrow.
    return host.equals("localhost")
        || host.equals("[::1]")
        || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }
}
