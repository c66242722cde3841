/**
 * Which keys does the issuer have now? {@link dev.tokenvalidator.internal.issuer.KeyMachine} is a
 * pure function that decides when to fetch. The other classes carry out its decisions.
 */
@NullMarked
package dev.tokenvalidator.internal.issuer;

import org.jspecify.annotations.NullMarked;
