/** How the validator does under load and under the faults of an issuer, beside other libraries. */
@NullMarked
package dev.tokenvalidator.benchmarks;

import org.jspecify.annotations.NullMarked;
