/** Figures of a validator for Micrometer, an optional dependency. */
@NullMarked
package dev.tokenvalidator.metrics;

import org.jspecify.annotations.NullMarked;
