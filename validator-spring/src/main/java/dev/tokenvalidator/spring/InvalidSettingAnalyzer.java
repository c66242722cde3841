package dev.tokenvalidator.spring;

import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.internal.settings.SettingName;
import dev.tokenvalidator.internal.settings.ValidatorSetting;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows a wrong setting as Spring Boot shows the reasons of a failed start. */
final class InvalidSettingAnalyzer extends AbstractFailureAnalyzer<InvalidSettingException> {

  /** The property of each setting, by the name that builders give it. */
  private static final Map<String, String> PROPERTIES =
      Stream.<Enum<?>>concat(
              Stream.of(ValidatorSetting.values()), Stream.of(FilterProperty.values()))
          .collect(Collectors.toMap(SettingName::inCamelCase, SettingName::asProperty));

  /** For Spring. */
  InvalidSettingAnalyzer() {}

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, InvalidSettingException cause) {
    return new FailureAnalysis(
        "Token Validator does not let this application start. " + cause.getMessage(),
        action(cause.setting()),
        cause);
  }

  private static String action(String setting) {
    return switch (setting) {
      case "issuer" ->
          "Set token-validator.logto-endpoint or token-validator.issuer. The issuer-uri of Spring"
              + " Security's resource server counts as well.";
      case "audience" ->
          "Set token-validator.audience to the resource indicator of this API. The audiences of"
              + " Spring Security's resource server count as well.";
      default ->
          PROPERTIES.containsKey(setting)
              ? "Correct " + PROPERTIES.get(setting) + "; the description says how."
              : "See the description.";
    };
  }
}
