package dev.tokenvalidator.internal.issuer;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A header field that the application sends with each fetch, such as a credential. Its value is
 * requested for each fetch and never shown.
 *
 * @param name of the field
 * @param value supplies the field's value, on the thread that fetches
 * @param hosts further hosts that may receive the field, in lower case; configured hosts always may
 */
public record FetchHeader(String name, Supplier<String> value, Set<String> hosts) {

  /** Copies the set. */
  public FetchHeader {
    hosts = Set.copyOf(hosts);
  }

  /**
   * Whether the field may be sent to an address. The settings decide this; metadata cannot add a
   * host.
   */
  boolean maySendTo(URI address, Set<String> configuredHosts) {
    String host = hostOf(address);
    return configuredHosts.contains(host) || hosts.contains(host);
  }

  static String hostOf(URI address) {
    return String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
  }

  /** Shows only the name, because the value may be a secret. */
  @Override
  public String toString() {
    return name;
  }

  /** Asks the supplier for the value. */
  String current() throws FetchException {
    String current;
    try {
      current = value.get();
    } catch (Throwable e) {
      if (e instanceof OutOfMemoryError exhausted) {
        throw exhausted;
      }
      // The message is left out, because it may quote a secret.
      throw new FetchException(
          "the supplier of the fetch header " + name + " threw " + e.getClass().getName());
    }
    if (current == null || current.isBlank() || !current.chars().allMatch(FetchHeader::isAllowed)) {
      throw new FetchException(
          "the supplier of the fetch header " + name + " gave no value allowed in a header");
    }
    return current;
  }

  /** RFC 9110 section 5.5, without its obsolete characters. */
  private static boolean isAllowed(int c) {
    return c == '\t' || (c >= ' ' && c < 0x7f);
  }
}
