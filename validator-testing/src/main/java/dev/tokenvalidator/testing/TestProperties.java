package dev.tokenvalidator.testing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;

/** The properties that a test adds to those of the application. */
final class TestProperties {

  /** Also shown to the operator, in the log and where a setting is wrong. */
  private static final String KEYS = "the test keys of validator-testing, see @WithoutTestKeys";

  private static final String DEFAULTS = "the test defaults of validator-testing";

  private TestProperties() {}

  /**
   * Adds the keys in front of all sources, so that no other keys count. Adds an issuer and an
   * audience behind all sources, where the application has none.
   *
   * @param hasCode whether code of the application may set an issuer
   * @return the keys, if they belong into code as well: beside an issuer in code, those of
   *     properties stop the start
   */
  static Optional<String> addTo(ConfigurableEnvironment environment, boolean hasCode) {
    TokenProperties given = new TokenProperties(environment);
    boolean issuerIsInCode = hasCode && !given.haveIssuer();
    Map<String, Object> defaults = new LinkedHashMap<>();
    if (!given.haveIssuer() && !issuerIsInCode) {
      defaults.put("token-validator.issuer", TokenShape.ISSUER);
    }
    if (given.audiences().isEmpty() && !given.takeOrganizationForAudience()) {
      defaults.put("token-validator.audience", TokenShape.AUDIENCE);
    }
    String jwkSet = TokenKeys.jwkSet(given.algorithm());
    Map<String, Object> keys =
        issuerIsInCode ? Map.of() : Map.of("token-validator.jwk-set", jwkSet);
    environment.getPropertySources().addFirst(new MapPropertySource(KEYS, keys));
    environment.getPropertySources().addLast(new MapPropertySource(DEFAULTS, defaults));
    return issuerIsInCode ? Optional.of(jwkSet) : Optional.empty();
  }

  static boolean areIn(Environment environment) {
    return environment instanceof ConfigurableEnvironment configurable
        && configurable.getPropertySources().contains(KEYS);
  }
}
