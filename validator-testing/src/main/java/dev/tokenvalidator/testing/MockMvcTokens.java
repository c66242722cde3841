package dev.tokenvalidator.testing;

/**
 * Access tokens in requests of Spring's MockMvc:
 *
 * <pre>{@code
 * mvc.perform(get("/products").with(accessToken().scope("read:products")))
 *     .andExpect(status().isOk());
 * }</pre>
 *
 * <p>The token is signed, and the filter or Spring Security validates it as in production. A
 * request without one is refused.
 */
public final class MockMvcTokens {

  private MockMvcTokens() {}

  /** Begins a token. Unchanged, it is a machine's, has no scope, and is valid for an hour. */
  public static TokenRequestPostProcessor accessToken() {
    return new TokenRequestPostProcessor();
  }
}
