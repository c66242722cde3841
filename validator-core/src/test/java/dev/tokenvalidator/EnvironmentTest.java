package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenvalidator.fixtures.TestIssuer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A validator with the settings of the environment. */
class EnvironmentTest extends IssuerTestBase {

  private static Map<String, String> variables(TestIssuer issuer, String... more) {
    Map<String, String> variables = new HashMap<>();
    variables.put("TOKEN_VALIDATOR_LOGTO_ENDPOINT", issuer.endpoint().toString());
    variables.put("TOKEN_VALIDATOR_AUDIENCE", issuer.resource().indicator());
    variables.put("PATH", "/bin");
    for (int i = 0; i < more.length; i += 2) {
      variables.put(more[i], more[i + 1]);
    }
    return variables;
  }

  private AccessTokenValidatorBuilder builderWith(String... more) {
    return AccessTokenValidator.builder()
        .fromEnvironment(variables(issuer, more))
        .clock(issuer.clock(), issuer.clock());
  }

  @Test
  void buildsAValidatorWithAListener() {
    RecordingListener heard = new RecordingListener();
    try (AccessTokenValidator validator =
        builderWith("TOKEN_VALIDATOR_CLOCK_SKEW", "0s").listener(heard).build()) {
      accepts(validator);
      issuer.clock().advance(java.time.Duration.ofHours(1));
      assertThat(heard.accepted()).hasSize(1);
    }
  }

  @Test
  void takesTheEnvironmentOfTheProcess() {
    // The tests run without any TOKEN_VALIDATOR_ variable.
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(AccessTokenValidator::fromEnvironment)
        .satisfies(refusal -> assertThat(refusal.setting()).isEqualTo("issuer"));
  }

  @ParameterizedTest
  @CsvSource({
    "TOKEN_VALIDATOR_AUDIENCES, x",
    "TOKEN_VALIDATOR_ENVIRONMENT, false",
    "TOKEN_VALIDATOR_AUDIENCE, ' '",
    "TOKEN_VALIDATOR_CLOCK_SKEW, soon"
  })
  void namesAVariableThatIsUnknownBlankOrMalformed(String name, String value) {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> builderWith(name, value))
        .satisfies(refusal -> assertThat(refusal.setting()).isEqualTo(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TOKEN_VALIDATOR_ROUTES", "TOKEN_VALIDATOR_REALM"})
  void leavesTheSettingsOfAFilterToTheFilter(String name) {
    try (AccessTokenValidator validator = builderWith(name, "x").build()) {
      accepts(validator);
    }
  }

  @Test
  void letsCodeReplaceANamedSetting() {
    try (AccessTokenValidator validator =
        builderWith().logtoEndpoint("https://other.example").build()) {
      assertThat(validator.issuers()).containsExactly("https://other.example/oidc");
    }
    try (AccessTokenValidator validator = builderWith().issuer("https://x.example").build()) {
      assertThat(validator.issuers()).containsExactly("https://x.example");
    }
    try (AccessTokenValidator validator = builderWith().audience("https://other.api").build()) {
      assertThat(reasonOf(validator, issuer.token().mint())).isEqualTo(Reason.WRONG_AUDIENCE);
    }
  }

  /** It would replace what code has said. */
  @Test
  void comesBeforeIssuerAndAudience() {
    for (AccessTokenValidatorBuilder late :
        List.of(
            AccessTokenValidator.builder().issuer("https://before.example"),
            AccessTokenValidator.builder().logtoEndpoint("https://before.example"),
            AccessTokenValidator.builder().audience("https://before.api"))) {
      assertThatThrownBy(() -> late.fromEnvironment(variables(issuer)))
          .isInstanceOf(InvalidSettingException.class)
          .hasMessageStartingWith("fromEnvironment: comes after issuer or audience");
    }
  }

  /** Otherwise the keys of one issuer would vouch for tokens of another. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "TOKEN_VALIDATOR_JWKS_URI",
        "TOKEN_VALIDATOR_JWK_SET",
        "TOKEN_VALIDATOR_FETCH_HEADER"
      })
  void refusesNamedKeysForAnIssuerOfCode(String name) {
    String value =
        switch (name) {
          case "TOKEN_VALIDATOR_JWKS_URI" -> issuer.jwks().uri().toString();
          case "TOKEN_VALIDATOR_JWK_SET" -> issuer.keys().jwkSet();
          default -> "X-Key: secret";
        };
    builderWith(name, value).build().close();

    List<AccessTokenValidatorBuilder> mixed =
        List.of(
            builderWith(name, value).logtoEndpoint("https://other.example"),
            AccessTokenValidator.builder()
                .fromEnvironment(Map.of(name, value))
                .issuer("https://other.example")
                .audience("https://a.api"));

    assertThat(mixed)
        .allSatisfy(
            builder ->
                assertThatThrownBy(builder::build)
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageStartingWith(name + ": comes from the environment"));
  }
}
