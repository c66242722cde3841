package dev.tokenvalidator.internal.issuer;

import java.time.Duration;

/**
 * The settings of a {@link KeyMachine}.
 *
 * @param timeToLive the time to live of a set if the issuer does not state one
 * @param staleLimit how long a set is used if it cannot be fetched again; a limit shorter than the
 *     set's time to live counts as that time
 * @param replicaLag how long the issuer's replicas may take to agree on a set
 */
public record KeyRules(Duration timeToLive, Duration staleLimit, Duration replicaLag) {

  /** How many permits there are at most for fetches that new key ids cause. */
  static final int NEW_ID_BURST = 3;

  static final long NEW_ID_INTERVAL = Duration.ofSeconds(10).toNanos();

  /** The time between two fetches after bad signatures. Anyone can send a bad signature. */
  static final long DOUBT_INTERVAL = Duration.ofMinutes(1).toNanos();

  /** The rules for an issuer like Logto. */
  public static final KeyRules DEFAULT =
      new KeyRules(Duration.ofMinutes(10), Duration.ofHours(12), Duration.ZERO);
}
