/** Which key is this, and may it be used? Reads JWK Sets (RFC 7517) entry by entry. */
@NullMarked
package dev.tokenvalidator.internal.jwk;

import org.jspecify.annotations.NullMarked;
