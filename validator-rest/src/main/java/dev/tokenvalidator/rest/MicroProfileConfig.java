package dev.tokenvalidator.rest;

import dev.tokenvalidator.InvalidSettingException;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Reads MicroProfile Config, which includes the environment. Loaded only where that is there. */
final class MicroProfileConfig {

  private MicroProfileConfig() {}

  /** Whether its API is on the class path. */
  static boolean isPresent() {
    return OptionalClass.isPresent("org.eclipse.microprofile.config.ConfigProvider");
  }

  private static Config config() {
    try {
      return ConfigProvider.getConfig();
    } catch (IllegalStateException e) {
      throw new InvalidSettingException(
          "token-validator",
          "its settings cannot be read: the API of MicroProfile Config is on the class path without"
              + " an implementation ("
              + e.getMessage()
              + "); add one, remove the API, or call environment(false)");
    }
  }

  /** The settings of this library, by name. */
  static Map<String, String> settings() {
    Config config = config();
    Map<String, String> settings = new HashMap<>();
    // A source need not list its names.
    NamedSettings.properties()
        .forEach(
            name ->
                config
                    .getOptionalValue(name, String.class)
                    .ifPresent(value -> settings.put(name, value)));
    for (String name : config.getPropertyNames()) {
      if (NamedSettings.isOurs(name)) {
        // An empty value is a missing one there.
        settings.put(name, config.getOptionalValue(name, String.class).orElse(""));
      }
    }
    return settings;
  }
}
