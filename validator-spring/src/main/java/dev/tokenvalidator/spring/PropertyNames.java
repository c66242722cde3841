package dev.tokenvalidator.spring;

import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.internal.settings.SettingName;
import dev.tokenvalidator.internal.settings.ValidatorSetting;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** The names of our properties, in the spellings that Spring Boot takes for the same. */
final class PropertyNames {

  private static final ConfigurationPropertyName PREFIX =
      ConfigurationPropertyName.of("token-validator");

  private static final Map<ConfigurationPropertyName, Enum<?>> ALL = new LinkedHashMap<>();

  static {
    Stream.concat(Stream.of(ValidatorSetting.values()), Stream.of(FilterProperty.values()))
        .forEach(setting -> ALL.put(of(setting), setting));
  }

  private PropertyNames() {}

  /** {@code CLOCK_SKEW} as {@code token-validator.clock-skew}. */
  static ConfigurationPropertyName of(Enum<?> setting) {
    return ConfigurationPropertyName.of(SettingName.asProperty(setting));
  }

  static Iterable<Map.Entry<ConfigurationPropertyName, Enum<?>>> all() {
    return ALL.entrySet();
  }

  /**
   * Refuses names that start like ours: one may be a misspelt restriction.
   *
   * @throws InvalidSettingException naming the property
   */
  static void checkKnown(ConfigurationPropertySource source) {
    if (source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource variables) {
      Stream.of(variables.getPropertyNames()).forEach(PropertyNames::checkVariable);
    } else if (source instanceof IterableConfigurationPropertySource names) {
      names.stream().filter(PREFIX::isAncestorOf).forEach(name -> checkProperty(name, source));
    }
  }

  /** An element counts only if those before it are there, or it would be dropped. */
  private static void checkProperty(
      ConfigurationPropertyName name, ConfigurationPropertySource source) {
    boolean isElement = name.getNumberOfElements() == 3 && name.isLastElementIndexed();
    if (!ALL.containsKey(isElement ? name.getParent() : name)) {
      throw unknown(name.toString());
    }
    if (isElement) {
      String index = name.getLastElement(ConfigurationPropertyName.Form.ORIGINAL);
      if (!index.matches("\\d{1,4}")) {
        throw unknown(name.toString());
      }
      int before = Integer.parseInt(index) - 1;
      if (before >= 0
          && source.getConfigurationProperty(name.getParent().append("[" + before + "]")) == null) {
        throw new InvalidSettingException(
            name.toString(), "has no element before it in its source; count from 0 without gaps");
      }
    }
  }

  /** Both spellings: {@code TOKEN_VALIDATOR_CLOCK_SKEW} and {@code TOKENVALIDATOR_CLOCKSKEW}. */
  private static void checkVariable(String variable) {
    String upper =
        variable
            .toUpperCase(Locale.ROOT)
            .replaceFirst("^TOKENVALIDATOR_", SettingName.VARIABLE_PREFIX);
    if (SettingName.isOurVariable(upper)) {
      String withoutUnderscores = upper.replaceFirst("_\\d+_?$", "").replace("_", "");
      boolean isKnown =
          ALL.values().stream()
              .map(known -> SettingName.asVariable(known).replace("_", ""))
              .anyMatch(withoutUnderscores::equals);
      if (!isKnown) {
        throw unknown(variable);
      }
    }
  }

  private static InvalidSettingException unknown(String name) {
    return new InvalidSettingException(
        name,
        "is not a setting of validator-spring, but starts like one; the settings are "
            + String.join(", ", ALL.keySet().stream().map(Object::toString).toList()));
  }
}
