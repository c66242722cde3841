package dev.tokenvalidator.internal.issuer;

import java.time.Duration;

/**
 * The settings of a {@link KeyMachine}.
 *
 * @param staleLimit how long a set is used that cannot be fetched again; a shorter one than its
 *     life counts as its life
 * @param replicaLag how long the issuer's replicas may take to agree on a set
 */
record KeyRules(Duration staleLimit, Duration replicaLag) {

  static final KeyRules DEFAULT = new KeyRules(Duration.ofHours(12), Duration.ZERO);
}
