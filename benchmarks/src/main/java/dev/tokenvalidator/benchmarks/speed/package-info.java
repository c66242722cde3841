/**
 * CPU time and garbage of one validation, beside other libraries and beside the signature alone.
 */
@NullMarked
package dev.tokenvalidator.benchmarks.speed;

import org.jspecify.annotations.NullMarked;
