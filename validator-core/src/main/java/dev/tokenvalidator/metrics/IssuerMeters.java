package dev.tokenvalidator.metrics;

import dev.tokenvalidator.IssuerStatistics;
import dev.tokenvalidator.Reason;
import dev.tokenvalidator.Refusal.Outcome;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Registers the meters of one issuer. Used once, by one thread. */
final class IssuerMeters {

  private static final String PREFIX = "token.validator.";

  private final MeterRegistry registry;
  private final IssuerStatistics figures;
  private final Tags issuer;
  private final List<Meter> bound = new ArrayList<>();

  /**
   * @param registry shows them
   * @param figures are read when the registry asks
   * @param issuer the tag that all of them have
   */
  IssuerMeters(MeterRegistry registry, IssuerStatistics figures, Tags issuer) {
    this.registry = registry;
    this.figures = figures;
    this.issuer = issuer;
  }

  /** Returns the meters, now registered. */
  List<Meter> bind() {
    bindRefusals();
    if (figures.issuer().isPresent()) {
      bindTokens();
      bindCache();
      bindKeys();
      bindQueue();
    }
    return bound;
  }

  /** The registry keeps a meter of the same name, which may read the figures of an earlier one. */
  private void replace(String name, Tags tags) {
    Meter earlier = registry.find(PREFIX + name).tags(tags).meter();
    if (earlier != null) {
      registry.remove(earlier);
    }
  }

  private void bindTokens() {
    counter(
        "accepted",
        "Tokens found valid, remembered ones included",
        Tags.empty(),
        IssuerStatistics::accepted);
    replace("first.verifications", issuer);
    bound.add(
        FunctionTimer.builder(
                PREFIX + "first.verifications",
                figures,
                IssuerStatistics::firstVerifications,
                it -> it.firstVerificationTime().toNanos(),
                TimeUnit.NANOSECONDS)
            .description(
                "Valid tokens that were not remembered, and how long their validation took")
            .tags(issuer)
            .register(registry));
  }

  private void bindRefusals() {
    for (Outcome outcome : Outcome.values()) {
      if (outcome != Outcome.INVALID_TOKEN) {
        bindRefusals(outcome, null);
      }
    }
    for (Reason reason : Reason.values()) {
      switch (reason) {
        case INTERNAL_ERROR -> {
          bindRefusals(Outcome.UNAVAILABLE, reason);
          bindRefusals(Outcome.NOT_ANSWERED, reason);
        }
        case SIGNATURE_PROVIDER_FAILED -> bindRefusals(Outcome.UNAVAILABLE, reason);
        default -> bindRefusals(Outcome.INVALID_TOKEN, reason);
      }
    }
  }

  private void bindRefusals(Outcome outcome, @Nullable Reason reason) {
    counter(
        "refusals",
        "Requests turned away",
        Tags.of(
            "outcome",
            outcome.name(),
            "reason",
            reason == null ? TokenValidatorMetrics.NONE : reason.name()),
        it -> it.refused(outcome, Optional.ofNullable(reason)));
  }

  private void bindCache() {
    String lookups = "Tokens looked up in the memory";
    counter("cache.gets", lookups, Tags.of("result", "hit"), it -> it.tokenCache().hits());
    counter("cache.gets", lookups, Tags.of("result", "miss"), it -> it.tokenCache().misses());
    counter(
        "cache.evictions",
        "Remembered tokens dropped to make room",
        Tags.empty(),
        it -> it.tokenCache().evictions());
    gauge("cache.tokens", "Remembered tokens", null, it -> it.tokenCache().tokens());
    gauge("cache.memory", "Memory of remembered tokens", "bytes", it -> it.tokenCache().bytes());
  }

  private void bindKeys() {
    String fetches = "Fetches of the issuer's keys";
    counter("keys.fetches", fetches, Tags.of("result", "success"), IssuerStatistics::fetches);
    counter("keys.fetches", fetches, Tags.of("result", "failure"), IssuerStatistics::failedFetches);
    gauge("keys.usable", "Keys that tokens are verified with", null, IssuerMeters::usableKeys);
    replace("keys.age", issuer);
    bound.add(
        TimeGauge.builder(PREFIX + "keys.age", figures, TimeUnit.MILLISECONDS, IssuerMeters::age)
            .description("Time since the keys were fetched")
            .tags(issuer)
            .register(registry));
  }

  private void bindQueue() {
    gauge("queue.verifying", "Signatures being verified", null, IssuerStatistics::verifying);
    gauge("queue.waiting", "Callers waiting for a turn", null, IssuerStatistics::waiting);
    counter(
        "queue.turned.away",
        "Callers that got no turn",
        Tags.empty(),
        IssuerStatistics::turnedAway);
    counter("floods", "Floods of worthless tokens", Tags.empty(), IssuerStatistics::floods);
    gauge("flood.active", "Whether there is a flood now", null, it -> it.isFlooded() ? 1 : 0);
  }

  private static double usableKeys(IssuerStatistics figures) {
    return figures.keySet().map(keys -> keys.keys().size()).orElse(0);
  }

  private static double age(IssuerStatistics figures) {
    return figures
        .keySet()
        .flatMap(keys -> keys.age())
        .map(age -> (double) age.toMillis())
        .orElse(Double.NaN);
  }

  private void counter(
      String name, String description, Tags tags, ToDoubleFunction<IssuerStatistics> count) {
    replace(name, issuer.and(tags));
    bound.add(
        FunctionCounter.builder(PREFIX + name, figures, count)
            .description(description)
            .tags(issuer.and(tags))
            .register(registry));
  }

  private void gauge(
      String name,
      String description,
      @Nullable String unit,
      ToDoubleFunction<IssuerStatistics> value) {
    replace(name, issuer);
    bound.add(
        Gauge.builder(PREFIX + name, figures, value)
            .description(description)
            .baseUnit(unit)
            .tags(issuer)
            .register(registry));
  }
}
