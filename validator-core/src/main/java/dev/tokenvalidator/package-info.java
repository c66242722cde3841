/**
 * Validates OAuth 2.0 access tokens (RFC 9068) for a resource server.
 *
 * <p>{@link dev.tokenvalidator.AccessTokenValidator} is the entry point: an application builds it
 * once, with the issuer and the audience, and validates every token with it. {@link
 * dev.tokenvalidator.Access} says what a request needs beyond a valid token.
 *
 * <p>The way of a token: {@code AccessTokenValidator} finds its issuer, {@code TrustedIssuer} runs
 * that issuer's checks: {@code TokenTypes}, {@code SignatureVerification}, {@code ClaimsRules}.
 */
@NullMarked
package dev.tokenvalidator;

import org.jspecify.annotations.NullMarked;
