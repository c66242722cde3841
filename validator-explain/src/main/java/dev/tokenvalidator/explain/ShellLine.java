package dev.tokenvalidator.explain;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tokenvalidator.internal.settings.SettingName;
import dev.tokenvalidator.internal.settings.ValidatorSetting;

/** A setting as an assignment in a shell. */
final class ShellLine {

  private ShellLine() {}

  static String of(ValidatorSetting setting, String value) {
    return SettingName.asVariable(setting) + "=" + quoted(value);
  }

  private static String quoted(String value) {
    return value.chars().allMatch(c -> Ascii.isPrintable((char) c))
        ? "'" + value.replace("'", "'\\''") + "'"
        : dollarQuoted(value);
  }

  /** In POSIX since 2024, and in bash and zsh for long: for what cannot be printed. */
  private static String dollarQuoted(String value) {
    StringBuilder quoted = new StringBuilder("$'");
    for (byte b : value.getBytes(UTF_8)) {
      int c = b & 0xff;
      if (c == '\'' || c == '\\') {
        quoted.append('\\').append((char) c);
      } else if (Ascii.isPrintable((char) c)) {
        quoted.append((char) c);
      } else {
        quoted.append(String.format("\\%03o", c));
      }
    }
    return quoted.append('\'').toString();
  }
}
