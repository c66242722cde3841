/**
 * Validates OAuth 2.0 access tokens (RFC 9068) for a resource server.
 *
 * <p>{@link dev.tokenvalidator.AccessTokenValidator} is the door: it is built once, with the issuer
 * and the audience, and then asked about every token.
 */
@NullMarked
package dev.tokenvalidator;

import org.jspecify.annotations.NullMarked;
