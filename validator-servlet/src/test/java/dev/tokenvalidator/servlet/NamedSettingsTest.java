package dev.tokenvalidator.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.OrganizationTokens;
import dev.tokenvalidator.internal.settings.NamedValue;
import dev.tokenvalidator.internal.settings.ValidatorSetting;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamedSettingsTest {

  private static final FilterSettings NOTHING_IN_CODE = new FilterSettingsBuilder().build();

  @Test
  void prefersInitParamsOverVariables() {
    NamedSettings settings =
        new NamedSettings(
            Map.of("realm", "by init-param"),
            Map.of(
                "TOKEN_VALIDATOR_REALM", "by variable",
                "TOKEN_VALIDATOR_CLOCK_SKEW", "5s"));

    assertThat(settings.find(NamedSetting.REALM).map(NamedValue::text)).contains("by init-param");
    assertThat(settings.find(NamedSetting.CLOCK_SKEW).map(NamedValue::duration))
        .contains(Duration.ofSeconds(5));
    assertThat(settings.find(NamedSetting.ROUTES)).isEmpty();
  }

  @Test
  void readsTheIssuerFromOneSourceOnly() {
    NamedSettings settings =
        new NamedSettings(
            Map.of("logtoEndpoint", "https://a.example"),
            Map.of("TOKEN_VALIDATOR_ISSUER", "https://b.example"));

    assertThat(settings.find(NamedSetting.ISSUER)).isEmpty();
    assertThat(settings.find(NamedSetting.LOGTO_ENDPOINT)).isPresent();
  }

  @Test
  void findsEverySettingByBothNames() {
    for (NamedSetting setting : NamedSetting.values()) {
      if (setting == NamedSetting.ENVIRONMENT) {
        continue;
      }
      assertThat(new NamedSettings(Map.of(setting.initParam(), "x"), Map.of()).find(setting))
          .isPresent();
      assertThat(new NamedSettings(Map.of(), Map.of(setting.variable(), "x")).find(setting))
          .isPresent();
    }
    assertThat(NamedSetting.MAXIMUM_TOKEN_AGE.initParam()).isEqualTo("maximumTokenAge");
    assertThat(NamedSetting.MAXIMUM_TOKEN_AGE.variable())
        .isEqualTo("TOKEN_VALIDATOR_MAXIMUM_TOKEN_AGE");
  }

  @Test
  void namesEverySettingOfTheValidator() {
    for (ValidatorSetting setting : ValidatorSetting.values()) {
      assertThat(NamedSetting.valueOf(setting.name()).ofValidator()).contains(setting);
    }
  }

  @Test
  void ignoresTheEnvironmentIfAnInitParamSaysSo() {
    NamedSettings settings =
        new NamedSettings(
            Map.of("environment", "false"),
            Map.of("TOKEN_VALIDATOR_REALM", "shop", "TOKEN_VALIDATOR_MISSPELT", "x"));

    assertThat(settings.find(NamedSetting.REALM)).isEmpty();
    assertRefused("environment", Map.of("environment", "no"), Map.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TOKEN_VALIDATOR_ENVIRONMENT",
        "TOKEN_VALIDATOR_AUDIENCES",
        "TOKEN_VALIDATOR_issuer",
        "TOKEN_VALIDATOR_",
        "TOKEN_VALIDATOR_PORTAL"
      })
  void refusesUnknownVariables(String name) {
    assertRefused(name, Map.of(), Map.of(name, "x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TOKEN_VALIDATOR_SERVICE_HOST",
        "TOKEN_VALIDATOR_SERVICE_PORT",
        "TOKEN_VALIDATOR_SERVICE_PORT_HTTP",
        "TOKEN_VALIDATOR_PORT",
        "TOKEN_VALIDATOR_PORT_8080_TCP",
        "TOKEN_VALIDATOR_PORT_8080_TCP_PROTO",
        "TOKEN_VALIDATOR_PORT_8080_TCP_PORT",
        "TOKEN_VALIDATOR_PORT_8080_TCP_ADDR",
        "TOKEN_VALIDATOR_DEMO_SERVICE_HOST",
        "TOKEN_VALIDATOR_DEMO_PORT_53_UDP_ADDR",
        "TOKEN_VALIDATION",
        "PATH"
      })
  void ignoresVariablesOfOtherPrograms(String name) {
    assertThatNoException().isThrownBy(() -> new NamedSettings(Map.of(), Map.of(name, "")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Issuer", "audiences", "jwks-uri", "ISSUER"})
  void refusesUnknownInitParams(String name) {
    assertRefused(name, Map.of(name, "x"), Map.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n"})
  void refusesBlankValues(String value) {
    assertRefused("realm", Map.of("realm", value), Map.of());
    assertRefused("TOKEN_VALIDATOR_REALM", Map.of(), Map.of("TOKEN_VALIDATOR_REALM", value));
  }

  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S",
    "30s, PT30S",
    "10m, PT10M",
    "2h, PT2H",
    "PT1M30S, PT1M30S",
    "0s, PT0S"
  })
  void readsDurations(String text, Duration expected) {
    assertThat(new NamedValue("clockSkew", text).duration()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "30",
        "30 s",
        "-5s",
        "1d",
        "s",
        "thirty",
        "99999999999999999999s",
        "9223372036854775807h"
      })
  void refusesMalformedDurations(String text) {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> new NamedValue("clockSkew", text).duration())
        .satisfies(refusal -> assertThat(refusal.setting()).isEqualTo("clockSkew"));
  }

  @Test
  void splitsListsAtCommasAndSpaces() {
    assertThat(new NamedValue("algorithms", "ES384, RS256\nPS256").words())
        .containsExactly("ES384", "RS256", "PS256");
  }

  @Test
  void splitsUrisAtSpacesAndRefusesCommas() {
    assertThat(new NamedValue("audience", "https://a.api  urn:b").uris())
        .containsExactly("https://a.api", "urn:b");
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> new NamedValue("audience", "https://a.api,https://b.api").uris());
  }

  @Test
  void buildsAValidatorFromTwoSettings() {
    NamedSettings named =
        new NamedSettings(
            Map.of(),
            Map.of(
                "TOKEN_VALIDATOR_LOGTO_ENDPOINT", "https://t1.logto.app",
                "TOKEN_VALIDATOR_AUDIENCE", "https://shopping.api"));

    try (AccessTokenValidator validator = named.buildValidator(NOTHING_IN_CODE, null)) {
      assertThat(validator.issuers()).containsExactly("https://t1.logto.app/oidc");
    }
  }

  @Test
  void prefersSettingsInCode() {
    NamedSettings named =
        new NamedSettings(
            Map.of("issuer", "https://named.example", "audience", "https://named.api"), Map.of());

    FilterSettingsBuilder code = new FilterSettingsBuilder();
    code.logtoEndpoint = "https://coded.example";
    code.audience.add("https://coded.api");

    try (AccessTokenValidator validator = named.buildValidator(code.build(), null)) {
      assertThat(validator.issuers()).containsExactly("https://coded.example/oidc");
    }
  }

  @Test
  void passesEverySettingToTheValidator() {
    Map<String, String> settings =
        Map.ofEntries(
            Map.entry("issuer", "https://issuer.example"),
            Map.entry("audience", "https://a.api https://b.api"),
            Map.entry("jwksUri", "http://keys:3001/jwks"),
            Map.entry("allowPlainHttp", "keys, other"),
            Map.entry("algorithms", "ES384 EdDSA"),
            Map.entry("clockSkew", "10s"),
            Map.entry("acceptTypes", "JWT"),
            Map.entry("acceptMissingType", "true"),
            Map.entry("accessTokenMark", "token_use=access"),
            Map.entry("scopeClaim", "scp"),
            Map.entry("scopeFormat", "array"),
            Map.entry("clientIdClaim", "azp"),
            Map.entry("machineRule", "keycloak"),
            Map.entry("organizations", "required"),
            Map.entry("maximumTokenAge", "1h"),
            Map.entry("fetchTimeout", "2s"),
            Map.entry("fetchHeader", "Authorization: Bearer fixed"),
            Map.entry("timeToLive", "5m"),
            Map.entry("staleLimit", "0s"),
            Map.entry("replicaLag", "2s"),
            Map.entry("tokenCacheBytes", "0"),
            Map.entry("concurrentVerifications", "4"));

    try (AccessTokenValidator validator =
        new NamedSettings(settings, Map.of()).buildValidator(NOTHING_IN_CODE, null)) {
      assertThat(validator.organizations()).isEqualTo(OrganizationTokens.REQUIRED);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "jwksUri, not a uri",
    "algorithms, HS256",
    "clockSkew, soon",
    "acceptMissingType, yes",
    "scopeFormat, list",
    "machineRule, keyclock",
    "organizations, maybe",
    "maximumTokenAge, 1 day",
    "fetchTimeout, 5",
    "fetchHeader, Authorization",
    "fetchHeader, 'Host: other'",
    "timeToLive, 1s",
    "staleLimit, 30d",
    "replicaLag, 1h",
    "tokenCacheBytes, 32M",
    "tokenCacheBytes, -1",
    "tokenCacheBytes, 99999999999999999999",
    "concurrentVerifications, 0",
    "concurrentVerifications, 4294967297",
    "audience, 'a,b'",
  })
  void namesTheSettingOfAMalformedValue(String name, String value) {
    Map<String, String> settings =
        name.equals("audience")
            ? Map.of("issuer", "https://issuer.example", name, value)
            : Map.of("issuer", "https://issuer.example", "audience", "https://a.api", name, value);
    NamedSettings named = new NamedSettings(settings, Map.of());

    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> named.buildValidator(NOTHING_IN_CODE, null).close())
        .satisfies(refusal -> assertThat(refusal.setting()).isEqualTo(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer geheim", "Bearer geheim:x", "X-Key:", "X-Key: \u00e9"})
  void hidesAMalformedFetchHeader(String value) {
    NamedSettings named =
        new NamedSettings(
            Map.of(
                "issuer",
                "https://issuer.example",
                "audience",
                "https://a.api",
                "fetchHeader",
                value),
            Map.of());

    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> named.buildValidator(NOTHING_IN_CODE, null).close())
        .withMessageContaining("fetchHeader")
        .withMessageNotContaining("geheim");
  }

  /** What the builder refuses in code, it refuses by init-param and by variable. */
  @ParameterizedTest
  @CsvSource({
    "accessTokenMark, token_use=access, ''",
    "accessTokenMark, jti, JWT",
    "accessTokenMark, azp=machine-a, JWT",
    "accessTokenMark, typ, JWT",
    "accessTokenMark, typ=ID, JWT",
    "accessTokenMark, typ=, JWT",
    "accessTokenMark, =Bearer, JWT",
    "accessTokenMark, token_use = access, JWT",
    "acceptTypes, logout+jwt, ''",
    "acceptTypes, at+jwt application/, ''",
    "acceptTypes, ',', ''",
    "scopeClaim, sub, ''",
    "clientIdClaim, sub, ''",
  })
  void refusesByNameWhatTheBuilderRefuses(String name, String value, String types) {
    NamedSetting setting = NamedSetting.ofInitParam(name).orElseThrow();
    Map<String, String> settings =
        new HashMap<>(Map.of("issuer", "https://issuer.example", "audience", "https://a.api"));
    if (!types.isEmpty()) {
      settings.put("acceptTypes", types);
    }

    for (NamedSettings named :
        List.of(
            new NamedSettings(settings, Map.of(setting.variable(), value)),
            new NamedSettings(with(settings, name, value), Map.of()))) {
      assertThatExceptionOfType(InvalidSettingException.class)
          .isThrownBy(() -> named.buildValidator(NOTHING_IN_CODE, null).close())
          .satisfies(refusal -> assertThat(refusal.setting()).isEqualTo(name));
    }
  }

  private static Map<String, String> with(Map<String, String> settings, String name, String value) {
    Map<String, String> more = new HashMap<>(settings);
    more.put(name, value);
    return more;
  }

  private static void assertRefused(
      String name, Map<String, String> initParams, Map<String, String> environment) {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> new NamedSettings(initParams, environment))
        .satisfies(refusal -> assertThat(refusal.setting()).isEqualTo(name));
  }
}
