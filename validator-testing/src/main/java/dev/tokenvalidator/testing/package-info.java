/**
 * Access tokens for the tests of an application: for a handler that is called directly, and for
 * Spring's MockMvc. The tokens are signed and validated as in production; only the keys are those
 * of the test. Nothing is sent over a network.
 *
 * <dl>
 *   <dt>Handlers: an {@code AccessToken} as an argument
 *   <dd>{@link dev.tokenvalidator.testing.AccessTokens}, {@code AccessTokenBuilder}
 *   <dt>MockMvc: a token in a request
 *   <dd>{@link dev.tokenvalidator.testing.MockMvcTokens}, {@code TokenRequestPostProcessor}
 *   <dt>Spring contexts: the keys of the test instead of the issuer's
 *   <dd>{@link dev.tokenvalidator.testing.WithoutTestKeys}, {@code TestKeysCustomizer}
 * </dl>
 *
 * <p><strong>For tests only.</strong>
 */
@NullMarked
package dev.tokenvalidator.testing;

import org.jspecify.annotations.NullMarked;
