/** Which key is this, and may it be used? JWK Sets (RFC 7517), read entry by entry. */
@NullMarked
package dev.tokenvalidator.internal.jwk;

import org.jspecify.annotations.NullMarked;
