package dev.tokenvalidator.explain;

import dev.tokenvalidator.internal.settings.SettingName;
import dev.tokenvalidator.internal.settings.ValidatorSetting;

/** A setting as a line of a properties file. */
final class PropertyLine {

  private PropertyLine() {}

  static String of(ValidatorSetting setting, String value) {
    return SettingName.asProperty(setting) + "=" + written(value);
  }

  /** As {@link java.util.Properties#load(java.io.Reader)} reads it. */
  private static String written(String value) {
    StringBuilder written = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\' || (c == ' ' && i == 0)) {
        written.append('\\').append(c);
      } else {
        written.append(Ascii.isPrintable(c) ? String.valueOf(c) : Ascii.unicodeEscape(c));
      }
    }
    return written.toString();
  }
}
