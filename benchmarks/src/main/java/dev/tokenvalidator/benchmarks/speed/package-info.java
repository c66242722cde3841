/**
 * What a validation costs, beside other libraries and beside the signature alone: CPU time and
 * garbage of the measuring thread.
 */
@NullMarked
package dev.tokenvalidator.benchmarks.speed;

import org.jspecify.annotations.NullMarked;
