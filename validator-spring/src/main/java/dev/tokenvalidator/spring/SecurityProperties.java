package dev.tokenvalidator.spring;

import dev.tokenvalidator.internal.settings.NamedValue;
import dev.tokenvalidator.internal.settings.ValidatorSetting;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * The properties of Spring Security's resource server. They are read where ours are absent, so that
 * an application moves by adding a dependency.
 */
final class SecurityProperties {

  private static final String PREFIX = "spring.security.oauth2.resourceserver.jwt.";

  private SecurityProperties() {}

  /** Adds what is missing. Keys come along only with the issuer that they belong to. */
  static void addTo(Map<ValidatorSetting, SourcedValue> settings, RankedSources sources) {
    boolean hasIssuer = ValidatorSetting.ISSUERS.stream().anyMatch(settings::containsKey);
    if (!hasIssuer && put(ValidatorSetting.ISSUER, "issuer-uri", settings, sources)) {
      boolean hasKeys =
          List.of(ValidatorSetting.JWKS_URI, ValidatorSetting.JWK_SET).stream()
              .anyMatch(settings::containsKey);
      if (!hasKeys) {
        put(ValidatorSetting.JWKS_URI, "jwk-set-uri", settings, sources);
      }
      put(ValidatorSetting.ALGORITHMS, "jws-algorithms", settings, sources);
    }
    put(ValidatorSetting.AUDIENCE, "audiences", settings, sources);
  }

  private static boolean put(
      ValidatorSetting setting,
      String name,
      Map<ValidatorSetting, SourcedValue> settings,
      RankedSources sources) {
    SourcedValue value = sources.find(ConfigurationPropertyName.of(PREFIX + name), " ");
    return value != null && settings.putIfAbsent(setting, withSpaces(value)) == null;
  }

  /** Spring Boot separates the elements of a list by commas. */
  private static SourcedValue withSpaces(SourcedValue list) {
    NamedValue value = list.value();
    return new SourcedValue(
        new NamedValue(value.name(), value.text().replace(',', ' ')),
        list.rank(),
        list.source(),
        list.hasPlaceholder());
  }
}
