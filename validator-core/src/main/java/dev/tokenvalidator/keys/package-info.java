/**
 * What configuration and listeners name: the signature algorithms, and what happens to a key set.
 */
@NullMarked
package dev.tokenvalidator.keys;

import org.jspecify.annotations.NullMarked;
