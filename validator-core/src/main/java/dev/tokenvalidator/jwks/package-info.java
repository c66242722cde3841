/**
 * Which keys does the issuer have now? Discovery, the JWK Set (RFC 7517), and when to fetch them.
 */
@NullMarked
package dev.tokenvalidator.jwks;

import org.jspecify.annotations.NullMarked;
