/**
 * Who signed these bytes? Reads the JWS Compact Serialization (RFC 7515) strictly, and verifies its
 * signature.
 */
@NullMarked
package dev.tokenvalidator.internal.jws;

import org.jspecify.annotations.NullMarked;
