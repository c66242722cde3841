package dev.tokenvalidator.explain;

import dev.tokenvalidator.internal.settings.ValidatorSetting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** What {@code --help} and {@code --version} print. */
final class Usage {

  private Usage() {}

  static List<String> text() {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "Explains why an access token is refused, and which settings would accept it.",
                "",
                "  java -jar validator-explain.jar [option ...] < token",
                "",
                "The token comes from standard input, with or without \"Authorization: Bearer\".",
                "The options are the settings of the validator. A variable such as",
                "TOKEN_VALIDATOR_AUDIENCE counts where the option is missing. Keep a credential",
                "(fetch-header) in the variable: other users can read arguments.",
                ""));
    Arrays.stream(ValidatorSetting.values())
        .map(setting -> "  " + SettingOption.of(setting) + "=...")
        .forEach(lines::add);
    lines.addAll(
        List.of(
            "  --json      print JSON",
            "  --help      print this",
            "  --version   print the version",
            "",
            "It contacts the configured issuer and the host of its keys, and nothing else.",
            "Exit status: 0 accepted, 1 refused, 2 wrong use or settings, 3 cannot be decided now."));
    return lines;
  }

  static String version() {
    return Objects.requireNonNullElse(
        Usage.class.getPackage().getImplementationVersion(), "unknown");
  }
}
