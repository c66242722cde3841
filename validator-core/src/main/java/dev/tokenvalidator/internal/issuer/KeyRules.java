package dev.tokenvalidator.internal.issuer;

import java.time.Duration;

/**
 * The settings of a {@link KeyMachine}.
 *
 * @param timeToLive how long a set lives whose issuer does not say
 * @param staleLimit how long a set is used that cannot be fetched again; a shorter one than its
 *     life counts as its life
 * @param replicaLag how long the issuer's replicas may take to agree on a set
 */
public record KeyRules(Duration timeToLive, Duration staleLimit, Duration replicaLag) {

  /** Permits for fetches that new key ids ask for. */
  static final int NEW_ID_BURST = 3;

  static final long NEW_ID_INTERVAL = Duration.ofSeconds(10).toNanos();

  /** Anyone can send a signature that does not verify. */
  static final long DOUBT_INTERVAL = Duration.ofMinutes(1).toNanos();

  /** What an issuer like Logto needs. */
  public static final KeyRules DEFAULT =
      new KeyRules(Duration.ofMinutes(10), Duration.ofHours(12), Duration.ZERO);
}
