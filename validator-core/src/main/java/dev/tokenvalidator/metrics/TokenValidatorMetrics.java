package dev.tokenvalidator.metrics;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.IssuerStatistics;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Meters of a validator: accepted tokens, refusals by outcome and reason, first verifications,
 * remembered tokens, the age and the fetches of the keys, the queue and its floods.
 *
 * <pre>{@code
 * new TokenValidatorMetrics(validator).bindTo(registry);
 * }</pre>
 *
 * <p>All meters read counters that the validator has anyway, when the registry asks. So they add
 * nothing to a request. Their tags are the issuer, and what is fixed in this library: outcomes,
 * reasons, results. No tag has the id of a client, of a key, or of a subject.
 *
 * <p>A registry refers to the figures weakly: keep the validator. Of two validators for one issuer
 * at the same time, give the second an alias. Meters of an earlier one are replaced. {@link #close}
 * takes the meters out again: call it where the registry outlives the application, as after a
 * redeployment. Safe for use by several threads.
 */
@SuppressWarnings("exports") // Micrometer is optional: a module that uses this class requires it
public final class TokenValidatorMetrics implements MeterBinder, AutoCloseable {

  /** In place of an issuer or a reason. */
  static final String NONE = "none";

  private final AccessTokenValidator validator;
  private final UnaryOperator<String> alias;
  private final Map<MeterRegistry, Set<Meter>> bound = new ConcurrentHashMap<>();

  /**
   * Meters whose tag {@code issuer} is the identifier of the issuer.
   *
   * @param validator whose figures are shown
   */
  public TokenValidatorMetrics(AccessTokenValidator validator) {
    this(validator, UnaryOperator.identity());
  }

  /**
   * Meters whose tag {@code issuer} is an alias.
   *
   * @param validator whose figures are shown
   * @param alias gives a short name for the identifier of each issuer
   * @throws IllegalArgumentException if two issuers have the same alias, or one has none
   */
  public TokenValidatorMetrics(AccessTokenValidator validator, UnaryOperator<String> alias) {
    this.validator = Objects.requireNonNull(validator);
    this.alias = Objects.requireNonNull(alias);
    Set<String> names = new HashSet<>();
    for (String issuer : validator.issuers()) {
      String name = alias.apply(issuer);
      if (name == null || name.isBlank() || name.equals(NONE) || !names.add(name)) {
        throw new IllegalArgumentException(
            "the alias of " + issuer + " is missing, reserved, or that of another issuer");
      }
    }
  }

  /**
   * Registers the meters, in place of those that the registry has of the same issuers.
   *
   * @param registry shows the meters
   */
  @Override
  public void bindTo(MeterRegistry registry) {
    Set<Meter> meters = bound.computeIfAbsent(registry, first -> ConcurrentHashMap.newKeySet());
    for (IssuerStatistics figures : validator.statistics()) {
      Tags issuer = Tags.of("issuer", figures.issuer().map(alias).orElse(NONE));
      meters.addAll(new IssuerMeters(registry, figures, issuer).bind());
    }
  }

  /** Takes the meters out of every registry. Does not close the validator. */
  @Override
  public void close() {
    bound.forEach((registry, meters) -> meters.forEach(registry::remove));
    bound.clear();
  }
}
