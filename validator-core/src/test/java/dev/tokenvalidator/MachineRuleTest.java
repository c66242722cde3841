package dev.tokenvalidator;

import static dev.tokenvalidator.Access.authenticated;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tokenvalidator.fixtures.TokenBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who stands behind a token: a machine, a person, or nobody knows. */
class MachineRuleTest extends ValidatorTestBase {

  @Test
  void followsLogtosRuleByDefault() {
    AccessToken machine = validator.validate(issuer.token().mint());
    AccessToken person = validator.validate(issuer.token().subject("a-person").mint());

    assertThat(machine.callerKind()).isEqualTo(CallerKind.MACHINE);
    assertThat(machine.isMachine()).isTrue();
    assertThat(person.callerKind()).isEqualTo(CallerKind.PERSON);
    authenticated().machineOnly().check(machine);
    assertThat(refusal(person))
        .isEqualTo(
            "expected=\"a machine (sub equals the client id)\" found=\"a person of client"
                + " 'shopmachineapp0000001'\" hint=\"machineRule=logto is the rule of Logto; if"
                + " another issuer signed this, set machineRule to a claim that only its machines"
                + " have\"");
  }

  @Test
  void followsKeycloaksRule() {
    try (AccessTokenValidator keycloak =
        validatorFor(issuer).machineRule(MachineRule.KEYCLOAK).build()) {
      AccessToken machine =
          keycloak.validate(issuer.token().subject("uuid").claim("azp", issuer.app().id()).mint());
      AccessToken other = keycloak.validate(issuer.token().mint());

      assertThat(machine.callerKind()).isEqualTo(CallerKind.MACHINE);
      assertThat(other.callerKind()).isEqualTo(CallerKind.UNKNOWN);
      assertThat(refusal(other))
          .isEqualTo(
              "expected=\"a machine (client_id equals azp)\" found=\"a token that does not say so"
                  + " of client 'shopmachineapp0000001'\"");
    }
  }

  @Test
  void followsAClaimThatOnlyMachinesHave() {
    try (AccessTokenValidator entra =
        validatorFor(issuer).machineRule(MachineRule.claim("idtyp", "app")).build()) {
      assertThat(kindOf(entra, issuer.token().claim("idtyp", "app"))).isEqualTo(CallerKind.MACHINE);
      assertThat(kindOf(entra, issuer.token().claim("idtyp", "user")))
          .isEqualTo(CallerKind.UNKNOWN);
      assertThat(kindOf(entra, issuer.token().claim("idtyp", 1))).isEqualTo(CallerKind.UNKNOWN);
      assertThat(kindOf(entra, issuer.token())).isEqualTo(CallerKind.UNKNOWN);
    }
  }

  @Test
  void namesTheRuleThatTheTokenOfAnotherIssuerMeets() {
    AccessToken auth0 =
        validator.validate(
            issuer.token().subject("x@clients").claim("gty", "client-credentials").mint());
    AccessToken person =
        validator.validate(issuer.token().subject("p").claim("aut", "APPLICATION_USER").mint());

    assertThat(refusal(auth0))
        .contains("set machineRule=gty=client-credentials; then every token with it");
    assertThat(refusal(person)).doesNotContain("set machineRule=aut");
  }

  @Test
  void remembersWhoStandsBehindAToken() {
    String token = issuer.token().subject("a-person").mint();

    assertThat(validator.validate(token).callerKind()).isEqualTo(CallerKind.PERSON);
    assertThat(validator.validate(token).callerKind()).isEqualTo(CallerKind.PERSON);
    assertThat(validator.tokenCache().hits()).isEqualTo(1);
  }

  @Test
  void readsRulesAsTheyAreWritten() {
    for (MachineRule rule :
        new MachineRule[] {
          MachineRule.LOGTO, MachineRule.KEYCLOAK, MachineRule.claim("idtyp", "app")
        }) {
      assertThat(MachineRule.parse(rule.toString())).isEqualTo(rule).hasSameHashCodeAs(rule);
    }
    assertThat(MachineRule.parse("a=b=c")).isEqualTo(MachineRule.claim("a", "b=c"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Logto", "keyclock", "=app", "idtyp=", " idtyp=app", "idtyp= app"})
  void refusesWhatIsNoRule(String text) {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> MachineRule.parse(text))
        .satisfies(refusal -> assertThat(refusal.setting()).isEqualTo("machineRule"));
  }

  private static CallerKind kindOf(AccessTokenValidator validator, TokenBuilder token) {
    return validator.validate(token.mint()).callerKind();
  }

  private static String refusal(AccessToken token) {
    return assertThatExceptionOfType(InsufficientScopeException.class)
        .isThrownBy(() -> authenticated().machineOnly().check(token))
        .actual()
        .explanation()
        .toString();
  }
}
