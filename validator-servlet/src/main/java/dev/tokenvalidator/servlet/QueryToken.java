package dev.tokenvalidator.servlet;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A token in the query (RFC 6750 section 2.3). It is never taken, but a client that sends one
 * beside its header uses two methods at once, which section 2 forbids.
 */
final class QueryToken {

  private static final String NAME = "access_token";

  private QueryToken() {}

  /**
   * Whether there is one. The query is read raw: the container's parameters are also the body's.
   *
   * @param query of a request, as received; null where there is none
   */
  static boolean isIn(@Nullable String query) {
    if (query == null) {
      return false;
    }
    for (String parameter : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? parameter : parameter.substring(0, equals);
      if (name.equals(NAME) || (name.indexOf('%') >= 0 && NAME.equals(decoded(name)))) {
        return true;
      }
    }
    return false;
  }

  /** What cannot be decoded is no name that anybody behind us reads. */
  private static @Nullable String decoded(String name) {
    try {
      return URLDecoder.decode(name, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
