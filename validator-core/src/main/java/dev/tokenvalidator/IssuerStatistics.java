package dev.tokenvalidator;

import dev.tokenvalidator.Refusal.Outcome;
import dev.tokenvalidator.keys.KeySetStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Figures of one issuer's tokens, for metrics. It is a live view: each method reads its figure now.
 * Counters begin at zero with the validator and never fall.
 *
 * <p>They are counted where a token is verified for the first time or refused, so a remembered
 * token costs nothing more for them. {@code dev.tokenvalidator.metrics.TokenValidatorMetrics} gives
 * them to Micrometer. Safe for use by several threads.
 */
public final class IssuerStatistics {

  private final @Nullable TrustedIssuer issuer;
  private final RefusalCounters refusals;
  private final AtomicLong accepted = new AtomicLong();

  /**
   * @param issuer null for requests of no known issuer
   */
  IssuerStatistics(@Nullable TrustedIssuer issuer, RefusalCounters refusals) {
    this.issuer = issuer;
    this.refusals = refusals;
  }

  /**
   * The issuer. Empty for requests that could not be assigned to one of several issuers: those
   * without a token, or with one that names none of them. Only refusals count there. With one
   * issuer, all requests are counted for it.
   */
  public Optional<String> issuer() {
    return Optional.ofNullable(issuer).map(TrustedIssuer::identifier);
  }

  /**
   * How many tokens were found valid, remembered ones included. A request whose token is valid and
   * lacks a scope counts here and among the refusals.
   */
  public long accepted() {
    if (issuer == null) {
      return 0;
    }
    // The parts are read one after the other, so their sum may lag; a counter must not fall.
    return accepted.accumulateAndGet(issuer.accepted(), Math::max);
  }

  /**
   * How many requests were turned away.
   *
   * @param outcome the response that the clients got
   * @param reason why; empty for those without a reason
   */
  public long refused(Outcome outcome, Optional<Reason> reason) {
    return refusals.count(outcome, reason);
  }

  /** How many tokens were verified and found valid, because they were not remembered. */
  public long firstVerifications() {
    return issuer == null ? 0 : issuer.counters().verified();
  }

  /**
   * How long the {@link #firstVerifications} took together, waiting for keys and for a turn
   * included.
   */
  public Duration firstVerificationTime() {
    return issuer == null ? Duration.ZERO : issuer.counters().verificationTime();
  }

  /** How many fetches of the keys succeeded. */
  public long fetches() {
    return issuer == null ? 0 : issuer.counters().loads();
  }

  /** How many fetches of the keys failed. */
  public long failedFetches() {
    return issuer == null ? 0 : issuer.counters().failedLoads();
  }

  /** The state of the keys; empty where there is no issuer. Sends no request. */
  public Optional<KeySetStatus> keySet() {
    return Optional.ofNullable(issuer).map(TrustedIssuer::keySet);
  }

  /** Figures of the remembered tokens. */
  public TokenCacheStatistics tokenCache() {
    return issuer == null ? TokenCacheStatistics.NONE : issuer.tokenCache();
  }

  /** How many signatures are being verified now. */
  public int verifying() {
    return issuer == null ? 0 : issuer.queue().verifying();
  }

  /** How many callers wait for a turn to verify a signature now. */
  public int waiting() {
    return issuer == null ? 0 : issuer.queue().waiting();
  }

  /** How many callers got no turn, and so 503. */
  public long turnedAway() {
    return issuer == null ? 0 : issuer.queue().turnedAway();
  }

  /** How many floods of worthless tokens began. */
  public long floods() {
    return issuer == null ? 0 : issuer.counters().floods();
  }

  /** Whether there is a flood of worthless tokens now. */
  @CheckReturnValue
  public boolean isFlooded() {
    return issuer != null && issuer.queue().isFlooded();
  }
}
