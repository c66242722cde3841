package dev.tokenvalidator.internal.issuer;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A header field that the application wants sent with each fetch, such as a credential. Its value
 * is asked for each time and never shown.
 *
 * @param name of the field
 * @param value gives its value, on the thread that fetches
 * @param hosts where it may be sent, in lower case, beside the hosts that are configured
 */
public record FetchHeader(String name, Supplier<String> value, Set<String> hosts) {

  /** Copies the set. */
  public FetchHeader {
    hosts = Set.copyOf(hosts);
  }

  /**
   * Whether it may be sent to an address: to where the settings say, not to where metadata does.
   */
  boolean isFor(URI address, Set<String> configuredHosts) {
    String host = hostOf(address);
    return configuredHosts.contains(host) || hosts.contains(host);
  }

  static String hostOf(URI address) {
    return String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
  }

  /** Only the name: the value may be a secret. */
  @Override
  public String toString() {
    return name;
  }

  /** The value now. */
  String current() throws FetchException {
    String current;
    try {
      current = value.get();
    } catch (Throwable e) {
      if (e instanceof OutOfMemoryError exhausted) {
        throw exhausted;
      }
      // Nothing of what it says: it may quote a secret.
      throw new FetchException(
          "the supplier of the fetch header " + name + " threw " + e.getClass().getName());
    }
    if (current == null || current.isBlank() || !current.chars().allMatch(FetchHeader::isAllowed)) {
      throw new FetchException(
          "the supplier of the fetch header " + name + " gave no value that a header can have");
    }
    return current;
  }

  /** RFC 9110 section 5.5, without what only old servers send. */
  private static boolean isAllowed(int c) {
    return c == '\t' || (c >= ' ' && c < 0x7f);
  }
}
