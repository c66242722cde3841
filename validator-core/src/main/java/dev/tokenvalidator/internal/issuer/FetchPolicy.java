package dev.tokenvalidator.internal.issuer;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Decides where keys may be fetched from. With {@code https} any host is allowed, because an issuer
 * may keep its keys on another host. With plain {@code http} only loopback and the hosts named in
 * the settings are allowed. The metadata of an issuer that is not on loopback must not point to
 * plain {@code http} on loopback, unless the settings name that host.
 *
 * @param plainHttpHosts names of hosts that are allowed without TLS, in lower case
 */
public record FetchPolicy(Set<String> plainHttpHosts) {

  /** Copies the set. */
  public FetchPolicy {
    plainHttpHosts = Set.copyOf(plainHttpHosts);
  }

  /**
   * Why keys must not be fetched from a configured address.
   *
   * @param address from the settings
   * @return the problem; empty if there is none
   */
  public Optional<String> objection(URI address) {
    return objection(address, true);
  }

  /**
   * Why keys must not be fetched from an address that an issuer names. Other services of this
   * machine listen on loopback and may trust every client that can reach them.
   *
   * @param address from the issuer's metadata
   * @param issuer the issuer that published the metadata
   * @return the problem; empty if there is none
   */
  Optional<String> objection(URI address, URI issuer) {
    return objection(address, isLoopback(issuer));
  }

  private Optional<String> objection(URI address, boolean allowLoopback) {
    String host = address.getHost();
    if (host == null || address.getScheme() == null) {
      return Optional.of("is not an absolute URL with a host");
    }
    if (address.getRawUserInfo() != null) {
      return Optional.of("contains a user name");
    }
    if (address.getRawFragment() != null) {
      return Optional.of("has a fragment");
    }
    return switch (address.getScheme().toLowerCase(Locale.ROOT)) {
      case "https" -> Optional.empty();
      case "http" -> objectionToPlainHttp(address, allowLoopback);
      default -> Optional.of("is neither https nor http");
    };
  }

  private Optional<String> objectionToPlainHttp(URI address, boolean allowLoopback) {
    if (plainHttpHosts.contains(hostName(address)) || (allowLoopback && isLoopback(address))) {
      return Optional.empty();
    }
    return Optional.of(
        isLoopback(address)
            ? "is plain http on loopback, but the issuer is not on loopback; set jwksUri if its"
                + " keys are there, or name the host in allowPlainHttp"
            : "is plain http, which is allowed only for loopback and the hosts in allowPlainHttp");
  }

  static boolean isLoopback(URI address) {
    // We compare the text: a name that resolves to loopback today may not do so tomorrow.
    String host = hostName(address);
    return host.equals("localhost")
        || host.equals("[::1]")
        || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }

  private static String hostName(URI address) {
    return String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
  }
}
