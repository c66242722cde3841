package dev.tokenvalidator.servlet;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the source of a request by the peer's address: the whole IPv4 address, or the first half of
 * an IPv6 address, since a client with one address has its whole {@code /64} (RFC 7084, RFC 8981).
 * Safe for use by several threads.
 */
final class PeerAddresses {

  private static final int REMEMBERED = 256;
  private static final int PREFIX_BYTES = 8;

  /**
   * Recent addresses: parsing one costs more than the rest of a request with a remembered token.
   */
  private final @Nullable Known[] known = new Known[REMEMBERED];

  /** Immutable, so any thread may overwrite it. */
  private record Known(String address, String source) {}

  /**
   * The source of a request.
   *
   * @param address from the container, in any spelling
   * @return null if there is no address; text that is not an IP address, such as the path of a
   *     socket, is its own source
   */
  @Nullable String sourceOf(@Nullable String address) {
    if (address == null || address.isBlank()) {
      return null;
    }
    if (address.indexOf(':') < 0) {
      return address;
    }
    int hash = address.hashCode();
    int index = (hash ^ (hash >>> 16)) & (REMEMBERED - 1);
    Known recent = known[index];
    if (recent != null && recent.address.equals(address)) {
      return recent.source;
    }
    String source = canonical(address);
    known[index] = new Known(address, source);
    return source;
  }

  private static String canonical(String address) {
    String literal = withoutBracketsAndZone(address);
    // Java looks up a name, but never a text with a colon.
    if (literal.indexOf(':') < 0 || !literal.chars().allMatch(PeerAddresses::isOfLiteral)) {
      return address;
    }
    try {
      InetAddress parsed = InetAddress.getAllByName(literal)[0];
      // Java parses an IPv4 address in IPv6 notation as an IPv4 address.
      return parsed instanceof Inet6Address six
          ? prefix(six.getAddress())
          : parsed.getHostAddress();
    } catch (UnknownHostException e) {
      return address;
    }
  }

  private static String withoutBracketsAndZone(String address) {
    int begin = address.startsWith("[") ? 1 : 0;
    int end = begin == 1 && address.endsWith("]") ? address.length() - 1 : address.length();
    int zone = address.indexOf('%');
    return address.substring(begin, zone < begin ? end : Math.min(zone, end));
  }

  private static boolean isOfLiteral(int c) {
    return c == ':' || c == '.' || (c < 128 && Character.digit(c, 16) >= 0);
  }

  private static String prefix(byte[] address) {
    StringBuilder text = new StringBuilder(24);
    for (int i = 0; i < PREFIX_BYTES; i += 2) {
      text.append(Integer.toHexString(((address[i] & 0xff) << 8) | (address[i + 1] & 0xff)))
          .append(':');
    }
    return text.append(":/64").toString();
  }
}
