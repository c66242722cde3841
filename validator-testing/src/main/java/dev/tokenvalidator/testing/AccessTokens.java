package dev.tokenvalidator.testing;

import dev.tokenvalidator.AccessToken;

/**
 * Makes {@link AccessToken}s for tests that call a handler directly:
 *
 * <pre>{@code
 * AccessToken reader = AccessTokens.of("read:products");
 * AccessToken somebody = AccessTokens.token().scope("read:products").person().build();
 * }</pre>
 *
 * <p>Each token is signed, and then validated by an {@code AccessTokenValidator}, so it is one that
 * production code could get. The key is made once per JVM; no server is started. Safe for use by
 * several threads.
 */
public final class AccessTokens {

  private AccessTokens() {}

  /**
   * A token of a machine.
   *
   * @param scopes the granted scopes; none if empty
   * @throws IllegalArgumentException if a scope is empty or has a space in it
   */
  public static AccessToken of(String... scopes) {
    return token().scope(scopes).build();
  }

  /** Begins a token. Unchanged, it is a machine's, has no scope, and is valid for an hour. */
  public static AccessTokenBuilder token() {
    return new AccessTokenBuilder();
  }
}
