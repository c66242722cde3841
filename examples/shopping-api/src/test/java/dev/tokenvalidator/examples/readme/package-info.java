/** The code of README, compiled and run. */
@NullMarked
package dev.tokenvalidator.examples.readme;

import org.jspecify.annotations.NullMarked;
