package dev.tokenvalidator;

import dev.tokenvalidator.internal.jws.CompactJws;
import dev.tokenvalidator.internal.jws.JwsException;
import dev.tokenvalidator.internal.jws.ProviderFailureException;
import dev.tokenvalidator.internal.jws.VerificationKey;
import dev.tokenvalidator.internal.jws.VerifiedJws;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Notices an algorithm whose signatures take long to verify on this Java runtime, because a setting
 * helps, and slow checks are what an attacker exploits most cheaply. It measures the first {@value
 * #SAMPLES} good signatures of each algorithm. Safe for use by several threads.
 */
final class SlowSignatures {

  static final int SAMPLES = 256;

  private static final long SLOW = Duration.ofMillis(1).toNanos();

  private final LongSupplier ticker;
  private final Consumer<SignatureAlgorithm> listener;
  private final Map<SignatureAlgorithm, Samples> samples = new ConcurrentHashMap<>();

  /** The measurements of one algorithm. */
  private static final class Samples {
    final AtomicInteger all = new AtomicInteger();
    final AtomicInteger slow = new AtomicInteger();
  }

  /**
   * @param ticker counts nanoseconds
   * @param listener hears once of an algorithm whose median is over a millisecond
   */
  SlowSignatures(LongSupplier ticker, Consumer<SignatureAlgorithm> listener) {
    this.ticker = ticker;
    this.listener = listener;
  }

  /** Verifies a signature, and measures the first ones. */
  VerifiedJws verify(VerificationKey key, CompactJws jws)
      throws JwsException, ProviderFailureException {
    Samples known = samples.get(key.algorithm());
    if (known != null && known.all.get() >= SAMPLES) {
      return key.verify(jws);
    }
    long start = ticker.getAsLong();
    VerifiedJws verified = key.verify(jws);
    add(key.algorithm(), ticker.getAsLong() - start);
    return verified;
  }

  private void add(SignatureAlgorithm algorithm, long nanos) {
    Samples taken = samples.computeIfAbsent(algorithm, first -> new Samples());
    if (nanos > SLOW) {
      taken.slow.incrementAndGet();
    }
    // The median is over a millisecond if more than half of them are.
    if (taken.all.incrementAndGet() == SAMPLES && taken.slow.get() > SAMPLES / 2) {
      listener.accept(algorithm);
    }
  }
}
