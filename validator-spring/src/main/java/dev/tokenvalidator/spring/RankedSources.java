package dev.tokenvalidator.spring;

import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.internal.settings.NamedValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.CompositePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;

/** The property sources of an application, highest first. */
final class RankedSources {

  private final ConfigurableEnvironment environment;
  private final List<ConfigurationPropertySource> all = new ArrayList<>();

  RankedSources(ConfigurableEnvironment environment) {
    this.environment = environment;
    List<PropertySource<?>> flat = new ArrayList<>();
    environment.getPropertySources().forEach(source -> addParts(source, flat));
    ConfigurationPropertySources.from(flat).forEach(all::add);
  }

  /** Each part has a rank of its own: one may be a file, and the next a server. */
  private static void addParts(PropertySource<?> source, List<PropertySource<?>> to) {
    if (source instanceof CompositePropertySource composite) {
      composite.getPropertySources().forEach(part -> addParts(part, to));
    } else {
      to.add(source);
    }
  }

  List<ConfigurationPropertySource> all() {
    return all;
  }

  /**
   * Finds a value: a text, or a list of texts.
   *
   * @param separator between the elements of a list; null for a setting that is no list
   * @return null if no source has it
   * @throws InvalidSettingException if the value is blank, has a placeholder that nothing resolves,
   *     is a text and a list in one source, or is a list where there can be none
   */
  @Nullable SourcedValue find(ConfigurationPropertyName name, @Nullable String separator) {
    for (int rank = 0; rank < all.size(); rank++) {
      String raw = raw(name, separator, all.get(rank));
      if (raw != null) {
        return new SourcedValue(
            NamedValue.of(name.toString(), resolve(name, raw)),
            rank,
            nameOf(all.get(rank)),
            raw.contains("${"));
      }
    }
    return null;
  }

  private static @Nullable String raw(
      ConfigurationPropertyName name,
      @Nullable String separator,
      ConfigurationPropertySource source) {
    ConfigurationProperty text = source.getConfigurationProperty(name);
    List<String> elements = new ArrayList<>();
    for (ConfigurationProperty element = element(name, 0, source);
        element != null;
        element = element(name, elements.size(), source)) {
      elements.add(String.valueOf(element.getValue()));
    }
    if (elements.isEmpty()) {
      return text == null ? null : String.valueOf(text.getValue());
    }
    if (text != null || separator == null) {
      throw new InvalidSettingException(
          name.toString(),
          separator == null
              ? "is one value, but a list was given"
              : "is given as a text and as a list; keep one of them");
    }
    return String.join(separator, elements);
  }

  private static @Nullable ConfigurationProperty element(
      ConfigurationPropertyName name, int index, ConfigurationPropertySource source) {
    return source.getConfigurationProperty(name.append("[" + index + "]"));
  }

  private String resolve(ConfigurationPropertyName name, String raw) {
    try {
      return environment.resolveRequiredPlaceholders(raw);
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(
          name.toString(), "has a placeholder that no property resolves; set it");
    }
  }

  /** Never the text of a source, which may show its values. */
  private static String nameOf(ConfigurationPropertySource source) {
    return source.getUnderlyingSource() instanceof PropertySource<?> named
        ? named.getName()
        : "an unnamed source";
  }
}
