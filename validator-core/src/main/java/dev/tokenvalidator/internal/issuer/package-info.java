/**
 * Which keys does the issuer have now? {@link dev.tokenvalidator.internal.issuer.KeyMachine}
 * decides, as a pure function of what happened; the rest carries its decisions out.
 */
@NullMarked
package dev.tokenvalidator.internal.issuer;

import org.jspecify.annotations.NullMarked;
