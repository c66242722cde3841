package dev.tokenvalidator.rest;

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

  /** The settings of this library, by name. */
  static Map<String, String> settings() {
    Config config = ConfigProvider.getConfig();
    Map<String, String> settings = new HashMap<>();
    for (String name : config.getPropertyNames()) {
      if (NamedSettings.isOurs(name)) {
        // An empty value is a missing one there.
        settings.put(name, config.getOptionalValue(name, String.class).orElse(""));
      }
    }
    return settings;
  }
}
