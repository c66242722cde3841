package dev.tokenvalidator.servlet;

import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.internal.settings.NamedValue;
import jakarta.servlet.ServletContext;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The context-params for the filter that annotations install.
 *
 * @param settings of the filter, under the names of its init-params
 * @param annotationsAreOff whether annotations install no filter
 */
record ContextParams(Map<String, String> settings, boolean annotationsAreOff) {

  static final String PREFIX = "tokenValidator.";

  /** With {@code off}, annotations install no filter. */
  static final String ANNOTATIONS = PREFIX + "annotations";

  /**
   * Reads them.
   *
   * @throws InvalidSettingException naming one that is unknown or blank
   */
  static ContextParams of(ServletContext context) {
    Map<String, String> settings = new LinkedHashMap<>();
    boolean off = false;
    for (String name : Collections.list(context.getInitParameterNames())) {
      if (!name.startsWith(PREFIX)) {
        continue;
      }
      String value = NamedValue.of(name, context.getInitParameter(name)).text();
      if (name.equals(ANNOTATIONS)) {
        off = isOff(value);
      } else if (NamedSetting.ofInitParam(name.substring(PREFIX.length())).isPresent()) {
        settings.put(name.substring(PREFIX.length()), value);
      } else {
        throw unknown(name);
      }
    }
    return new ContextParams(settings, off);
  }

  /**
   * Refuses settings that no filter will read.
   *
   * @param why no filter reads them
   */
  void checkUnused(String why) {
    if (!settings.isEmpty()) {
      String name = settings.keySet().iterator().next();
      throw new InvalidSettingException(PREFIX + name, "has no effect, because " + why);
    }
  }

  /** The name under which the operator made a setting of the filter. */
  String nameOf(String setting) {
    return settings.containsKey(setting) ? PREFIX + setting : setting;
  }

  private static boolean isOff(String value) {
    return switch (value) {
      case "off" -> true;
      case "on" -> false;
      default -> throw new InvalidSettingException(ANNOTATIONS, "must be on or off");
    };
  }

  private static InvalidSettingException unknown(String name) {
    return new InvalidSettingException(
        name,
        "is not a setting of this filter, but starts like one; the context-params are "
            + ANNOTATIONS
            + ", "
            + Arrays.stream(NamedSetting.values())
                .map(setting -> PREFIX + setting.initParam())
                .collect(Collectors.joining(", ")));
  }
}
