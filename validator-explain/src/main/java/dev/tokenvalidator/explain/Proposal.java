package dev.tokenvalidator.explain;

import dev.tokenvalidator.TokenExplanation;
import dev.tokenvalidator.TokenExplanation.Check;
import dev.tokenvalidator.TokenExplanation.Verdict;
import dev.tokenvalidator.internal.settings.NamedValue;
import dev.tokenvalidator.internal.settings.SettingName;
import dev.tokenvalidator.internal.settings.ValidatorSetting;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings that core proposes for a proven token, in three spellings.
 *
 * @param remaining the checks that fail with these settings, too, by name
 * @param inPlaceOf a setting in use that must go, in camel case
 * @param settings by their names in camel case
 */
record Proposal(
    List<String> remaining,
    Optional<String> inPlaceOf,
    Map<String, String> settings,
    List<String> java,
    List<String> properties,
    List<String> environment) {

  /** Empty if core proposes none: always so unless the signature is proven. */
  static Optional<Proposal> of(TokenExplanation explained, ChosenSettings inUse) {
    if (!explained.proven() || explained.settings().isEmpty()) {
      return Optional.empty();
    }
    Map<ValidatorSetting, NamedValue> values = new EnumMap<>(ValidatorSetting.class);
    explained
        .settings()
        .forEach(
            (name, value) ->
                values.put(
                    SettingOption.inCamelCase(name).orElseThrow(), NamedValue.of(name, value)));
    return Optional.of(of(values, remaining(explained), inUse));
  }

  static Proposal of(
      Map<ValidatorSetting, NamedValue> values, List<String> remaining, ChosenSettings inUse) {
    boolean otherName =
        values.containsKey(ValidatorSetting.ISSUER)
            && inUse.find(ValidatorSetting.LOGTO_ENDPOINT).isPresent();
    return new Proposal(
        remaining,
        otherName
            ? Optional.of(SettingName.inCamelCase(ValidatorSetting.LOGTO_ENDPOINT))
            : Optional.empty(),
        inCamelCase(values),
        JavaCode.calls(values, inUse.all()),
        values.entrySet().stream()
            .map(setting -> PropertyLine.of(setting.getKey(), setting.getValue().text()))
            .toList(),
        values.entrySet().stream()
            .map(setting -> ShellLine.of(setting.getKey(), setting.getValue().text()))
            .toList());
  }

  private static Map<String, String> inCamelCase(Map<ValidatorSetting, NamedValue> values) {
    Map<String, String> settings = new LinkedHashMap<>();
    values.forEach(
        (setting, value) -> settings.put(SettingName.inCamelCase(setting), value.text()));
    return settings;
  }

  private static List<String> remaining(TokenExplanation explained) {
    return explained.checks().stream()
        .filter(check -> check.verdict() == Verdict.FAILED)
        .filter(check -> check.advice().map(advice -> advice.settings().isEmpty()).orElse(true))
        .map(Check::name)
        .toList();
  }
}
