/**
 * Who signed these bytes? The JWS Compact Serialization (RFC 7515), read strictly, and its keys.
 */
@NullMarked
package dev.tokenvalidator.internal.jws;

import org.jspecify.annotations.NullMarked;
