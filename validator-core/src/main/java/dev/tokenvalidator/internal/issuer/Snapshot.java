package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.jwk.JwkSet;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a lookup reads. It is replaced as a whole.
 *
 * @param state the state of the machine
 * @param keys the keys of the state's current set; null if there is none yet
 * @param failure why the last fetch failed; null if it did not
 */
record Snapshot(KeyState state, @Nullable JwkSet keys, @Nullable FetchException failure) {}
