package dev.tokenvalidator.servlet;

import org.jspecify.annotations.Nullable;

/**
 * A token in the query (RFC 6750 section 2.3). It is never accepted. A client that sends one
 * together with the header uses two methods at once, which section 2 forbids.
 */
final class QueryToken {

  private QueryToken() {}

  /**
   * Whether a query holds a token.
   *
   * @param query the raw query of the request; null for none
   */
  static boolean isIn(@Nullable String query) {
    return !QueryParameter.values(query, "access_token").isEmpty();
  }
}
