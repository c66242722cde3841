package dev.tokenvalidator.spring;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.AccessTokenValidatorBuilder;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.ProtectedResource;
import dev.tokenvalidator.ResourceServer;
import dev.tokenvalidator.internal.settings.NamedValue;
import dev.tokenvalidator.internal.settings.SettingName;
import dev.tokenvalidator.internal.settings.ValidatorSetting;
import dev.tokenvalidator.servlet.BearerTokenFilterBuilder;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * The settings of an application, and the property source that each comes from. A higher source
 * replaces a setting of a lower one; two names of the issuer replace each other, and so do the keys
 * and their address.
 *
 * <p>Keys decide, together with the issuer, whose tokens are accepted. So they never come from a
 * lower source than the issuer: a profile that names another issuer would keep the keys of the
 * first one.
 */
final class EnvironmentSettings {

  private static final List<ValidatorSetting> KEYS =
      List.of(ValidatorSetting.JWKS_URI, ValidatorSetting.JWK_SET, ValidatorSetting.FETCH_HEADER);

  private static final ConfigurationPropertyName PROBLEM_DETAILS_OF_MVC =
      ConfigurationPropertyName.of("spring.mvc.problemdetails.enabled");

  private static final Set<Enum<?>> LISTS =
      Set.of(
          ValidatorSetting.AUDIENCE,
          ValidatorSetting.ALLOW_PLAIN_HTTP,
          ValidatorSetting.ALGORITHMS,
          ValidatorSetting.ACCEPT_TYPES,
          FilterProperty.PATH_PARAMETERS);

  private final Map<ValidatorSetting, SourcedValue> ofValidator;
  private final Map<FilterProperty, SourcedValue> ofFilter;

  private EnvironmentSettings(
      Map<ValidatorSetting, SourcedValue> ofValidator, Map<FilterProperty, SourcedValue> ofFilter) {
    this.ofValidator = ofValidator;
    this.ofFilter = ofFilter;
  }

  /**
   * Reads the settings.
   *
   * @throws InvalidSettingException naming a blank or unknown setting, or keys of a lower source
   *     than the issuer's
   */
  static EnvironmentSettings of(ConfigurableEnvironment environment) {
    RankedSources sources = new RankedSources(environment);
    sources.all().forEach(PropertyNames::checkKnown);
    Map<ValidatorSetting, SourcedValue> ofValidator = new EnumMap<>(ValidatorSetting.class);
    Map<FilterProperty, SourcedValue> ofFilter = new EnumMap<>(FilterProperty.class);
    PropertyNames.all()
        .forEach(
            known -> {
              SourcedValue value = sources.find(known.getKey(), separator(known.getValue()));
              if (value != null && known.getValue() instanceof ValidatorSetting setting) {
                ofValidator.put(setting, value);
              } else if (value != null && known.getValue() instanceof FilterProperty setting) {
                ofFilter.put(setting, value);
              }
            });
    SecurityProperties.addTo(ofValidator, sources);
    SourcedValue problemDetails = sources.find(PROBLEM_DETAILS_OF_MVC, null);
    if (problemDetails != null) {
      ofFilter.putIfAbsent(FilterProperty.PROBLEM_DETAILS, problemDetails);
    }
    keepHigher(ValidatorSetting.ISSUER, ValidatorSetting.LOGTO_ENDPOINT, ofValidator);
    keepHigher(ValidatorSetting.JWK_SET, ValidatorSetting.JWKS_URI, ofValidator);
    checkKeys(ofValidator);
    return new EnvironmentSettings(ofValidator, ofFilter);
  }

  /** Null for a setting that is one value. */
  private static @Nullable String separator(Enum<?> setting) {
    if (setting == FilterProperty.ROUTES || setting == FilterProperty.PROTECTED_RESOURCE) {
      return "\n";
    }
    return LISTS.contains(setting) ? " " : null;
  }

  /** Of two settings for one thing, that of the higher source counts. */
  private static void keepHigher(
      ValidatorSetting one, ValidatorSetting other, Map<ValidatorSetting, SourcedValue> settings) {
    SourcedValue ofOne = settings.get(one);
    SourcedValue ofOther = settings.get(other);
    if (ofOne != null && ofOther != null && ofOne.rank() != ofOther.rank()) {
      settings.remove(ofOne.rank() < ofOther.rank() ? other : one);
    }
  }

  private static void checkKeys(Map<ValidatorSetting, SourcedValue> settings) {
    SourcedValue issuer = issuer(settings);
    for (ValidatorSetting setting : KEYS) {
      SourcedValue keys = settings.get(setting);
      if (issuer != null && keys != null && mayBelongToAnother(keys, issuer)) {
        throw new InvalidSettingException(
            keys.value().name(),
            "comes from "
                + keys.source()
                + ", but the issuer ("
                + issuer.value().name()
                + ") comes from "
                + (keys.rank() > issuer.rank() ? issuer.source() : "a placeholder there")
                + ": the keys of one issuer would vouch for tokens of another; set "
                + keys.value().name()
                + " where the issuer is set");
      }
    }
  }

  /** A placeholder of the issuer may be filled by any source, so only the highest is above it. */
  private static boolean mayBelongToAnother(SourcedValue keys, SourcedValue issuer) {
    return keys.rank() > (issuer.hasPlaceholder() ? 0 : issuer.rank());
  }

  /** Whether a route lets requests in without a token. */
  boolean hasOpenRoute() {
    return find(FilterProperty.ROUTES).stream()
        .flatMap(routes -> routes.text().lines())
        .anyMatch(route -> route.strip().matches("[^#]\\S*\\s+\\S+\\s+open(\\s.*)?"));
  }

  /** Whether keys, or a credential for fetching them, come from a property. */
  boolean haveKeys() {
    return KEYS.stream().anyMatch(ofValidator::containsKey);
  }

  /** A property of ours that is the validator's; those of Spring Security have other readers. */
  Optional<String> firstOwnOfValidator() {
    return ofValidator.values().stream()
        .map(value -> value.value().name())
        .filter(name -> name.startsWith(SettingName.PROPERTY_PREFIX))
        .findFirst();
  }

  /** All properties that are not the validator's, but those that turn something off. */
  List<String> namesOfServlets() {
    return ofFilter.entrySet().stream()
        .filter(
            setting ->
                setting.getKey() != FilterProperty.PROBLEM_DETAILS
                    && !setting.getValue().value().text().equals("false"))
        .map(setting -> setting.getValue().value().name())
        .toList();
  }

  /** The properties that have an effect on the filter only. */
  List<String> namesOfFilter() {
    return ofFilter.entrySet().stream()
        .filter(setting -> setting.getKey().isOfFilterOnly())
        .map(setting -> setting.getValue().value().name())
        .toList();
  }

  private static @Nullable SourcedValue issuer(Map<ValidatorSetting, SourcedValue> settings) {
    return ValidatorSetting.ISSUERS.stream()
        .filter(settings::containsKey)
        .map(settings::get)
        .findFirst()
        .orElse(null);
  }

  Optional<NamedValue> find(FilterProperty setting) {
    return Optional.ofNullable(ofFilter.get(setting)).map(SourcedValue::value);
  }

  /**
   * The API as its clients see it. Checked here, because Spring Boot does not show what stops a
   * filter when the container starts it.
   *
   * @throws InvalidSettingException naming the property, if it is malformed, or a resource is none
   *     of the validator's audiences
   */
  List<ProtectedResource> protectedResources(AccessTokenValidator validator) {
    NamedValue value = find(FilterProperty.PROTECTED_RESOURCE).orElse(null);
    if (value == null) {
      return List.of();
    }
    List<ProtectedResource> resources = value.protectedResources();
    ResourceServer server = ResourceServer.of(validator);
    try {
      resources.stream()
          .map(resource -> ProtectedResource.of(resource.identifier()))
          .forEach(server::withProtectedResource);
    } catch (InvalidSettingException e) {
      throw renamed(value.name(), e);
    }
    return resources;
  }

  boolean isOff(FilterProperty setting) {
    return find(setting).map(value -> !value.flag()).orElse(false);
  }

  boolean isOn(FilterProperty setting) {
    return find(setting).map(NamedValue::flag).orElse(false);
  }

  /**
   * Applies the settings of the validator.
   *
   * @throws InvalidSettingException naming a malformed setting
   */
  void applyTo(AccessTokenValidatorBuilder validator) {
    Map<ValidatorSetting, NamedValue> values = new EnumMap<>(ValidatorSetting.class);
    ofValidator.forEach((setting, value) -> values.put(setting, value.value()));
    values.forEach((setting, value) -> setting.apply(validator, value, values));
  }

  /**
   * Applies the settings of the filter.
   *
   * @throws InvalidSettingException naming a malformed setting
   */
  void applyTo(BearerTokenFilterBuilder filter) {
    ofFilter.forEach(
        (setting, value) -> {
          try {
            setting.apply(filter, value.value());
          } catch (InvalidSettingException e) {
            throw e.setting().equals(value.value().name()) ? e : renamed(value.value().name(), e);
          }
        });
  }

  private static InvalidSettingException renamed(String name, InvalidSettingException problem) {
    InvalidSettingException renamed = new InvalidSettingException(name, problem.problem());
    renamed.initCause(problem);
    return renamed;
  }

  /** One line for the log: each setting and its source, without values. */
  @Override
  public String toString() {
    return "settings and their sources: "
        + Stream.concat(ofValidator.values().stream(), ofFilter.values().stream())
            .map(value -> value.value().name() + " (" + value.source() + ")")
            .collect(Collectors.joining(", "));
  }
}
