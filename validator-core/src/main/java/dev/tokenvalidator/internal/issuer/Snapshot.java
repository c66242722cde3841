package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.jwk.JwkSet;
import org.jspecify.annotations.Nullable;

/**
 * All that a lookup reads: replaced as a whole.
 *
 * @param state what the machine knows
 * @param keys the keys whose ids the state has; null if there were none yet
 * @param failure why the last fetch failed; null if it did not
 */
record Snapshot(KeyState state, @Nullable JwkSet keys, @Nullable FetchException failure) {}
