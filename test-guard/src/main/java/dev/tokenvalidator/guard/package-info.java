/** What stands beside every test of the validator. */
@NullMarked
package dev.tokenvalidator.guard;

import org.jspecify.annotations.NullMarked;
