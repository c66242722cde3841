package dev.tokenvalidator.internal.issuer;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where keys may be fetched from: over {@code https} from anywhere, since an issuer may keep its
 * keys on another host; over plain {@code http} from hosts that are allowed by name and from
 * loopback, but an issuer that is elsewhere may not point to loopback.
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
   * @param address from configuration
   * @return the problem, or empty where there is none
   */
  public Optional<String> objection(URI address) {
    return objection(address, true);
  }

  /**
   * What speaks against fetching from an address that an issuer names. On loopback other services
   * of this machine listen, which trust whoever can reach them.
   *
   * @param address from the issuer's metadata
   * @param issuer where the metadata is from
   * @return the problem, or empty where there is none
   */
  Optional<String> objection(URI address, URI issuer) {
    return objection(address, isLoopback(issuer));
  }

  private Optional<String> objection(URI address, boolean mayBeLoopback) {
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
    return switch (address.getScheme().toLowerCase(Locale.ROOT)) {
      case "https" -> Optional.empty();
      case "http" -> objectionToPlainHttp(address, mayBeLoopback);
      default -> Optional.of("is neither https nor http");
    };
  }

  private Optional<String> objectionToPlainHttp(URI address, boolean mayBeLoopback) {
    if (plainHttpHosts.contains(name(address)) || (mayBeLoopback && isLoopback(address))) {
      return Optional.empty();
    }
    return Optional.of(
        isLoopback(address)
            ? "is plain http on loopback, where an issuer that is elsewhere cannot keep its keys; set"
                + " jwksUri if they are there, or name the host in allowPlainHttp"
            : "is plain http, which only loopback and the hosts named in allowPlainHttp may be");
  }

  private static boolean isLoopback(URI address) {
    // By its spelling: a name that merely resolves to loopback today may not tomorrow.
    String host = name(address);
    return host.equals("localhost")
        || host.equals("[::1]")
        || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }

  private static String name(URI address) {
    return String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
  }
}
