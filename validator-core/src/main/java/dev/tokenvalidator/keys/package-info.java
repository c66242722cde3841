/**
 * What the settings and listeners of an application name: signature algorithms, and events and
 * state of a key set.
 */
@NullMarked
package dev.tokenvalidator.keys;

import org.jspecify.annotations.NullMarked;
