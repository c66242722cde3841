package dev.tokenvalidator.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tokenvalidator.InvalidSettingException;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Settings that are made in code. */
class BuilderSettingsTest {

  /** Otherwise the environment would silently choose the issuer. */
  @Test
  @SuppressWarnings("NullAway")
  void refusesNullForASetting() {
    Map<String, Consumer<BearerTokenFilterBuilder>> settings =
        Map.of(
            "validator", builder -> builder.validator(null),
            "issuer", builder -> builder.issuer(null),
            "audience", builder -> builder.audience((String) null),
            "logtoEndpoint", builder -> builder.logtoEndpoint(null),
            "source", builder -> builder.source(null));

    settings.forEach(
        (name, setting) ->
            assertThatExceptionOfType(InvalidSettingException.class)
                .as(name)
                .isThrownBy(() -> setting.accept(BearerTokenFilter.builder()))
                .satisfies(refusal -> assertThat(refusal.setting()).isEqualTo(name))
                .withMessageContaining("is null"));
  }
}
