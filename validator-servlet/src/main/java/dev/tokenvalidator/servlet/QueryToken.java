package dev.tokenvalidator.servlet;

import org.jspecify.annotations.Nullable;

/**
 * A token in the query (RFC 6750 section 2.3). It is never taken, but a client that sends one
 * beside its header uses two methods at once, which section 2 forbids.
 */
final class QueryToken {

  private QueryToken() {}

  /**
   * Whether there is one.
   *
   * @param query of a request, as received; null where there is none
   */
  static boolean isIn(@Nullable String query) {
    return !QueryParameter.values(query, "access_token").isEmpty();
  }
}
