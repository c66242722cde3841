/** The key source under load and through an issuer's outages, beside Nimbus and Spring Security. */
@NullMarked
package dev.tokenvalidator.benchmarks.keys;

import org.jspecify.annotations.NullMarked;
