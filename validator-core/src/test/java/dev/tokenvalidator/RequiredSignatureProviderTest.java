package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tokenvalidator.FaultyProvider.Step;
import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.keys.KeySetEvent.EntrySkipped;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.security.Provider;
import java.security.Security;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A required signature provider verifies every signature itself. */
class RequiredSignatureProviderTest extends IssuerTestBase {

  private final RecordingListener heard = new RecordingListener();

  private AccessTokenValidatorBuilder settings() {
    return validatorFor(issuer).listener(heard).requireSignatureProvider();
  }

  private static String problemOf(AccessTokenValidatorBuilder settings, String setting) {
    InvalidSettingException thrown =
        assertThatExceptionOfType(InvalidSettingException.class)
            .isThrownBy(() -> settings.build().close())
            .actual();
    assertThat(thrown.setting()).isEqualTo(setting);
    return String.valueOf(thrown.getMessage());
  }

  @Test
  void stopsTheStartWithoutAProvider() {
    assertThat(problemOf(settings(), "requireSignatureProvider")).contains("signatureProvider");
    assertThat(
            problemOf(settings().algorithms(SignatureAlgorithm.ES384), "requireSignatureProvider"))
        .contains("signatureProvider");
  }

  @Test
  void stopsTheStartWhenTheProviderLacksAConfiguredAlgorithm() {
    Provider ecOnly = Security.getProvider("SunEC");
    assertThat(
            problemOf(
                settings()
                    .signatureProvider(ecOnly)
                    .algorithms(SignatureAlgorithm.ES384, SignatureAlgorithm.RS256),
                "requireSignatureProvider"))
        .contains("SunEC", "[RS256]")
        .doesNotContain("ES384");
  }

  @Test
  void stopsTheStartWhenTheProviderLacksEveryAlgorithm() {
    Provider none = Security.getProvider("SUN");
    assertThat(problemOf(settings().signatureProvider(none), "requireSignatureProvider"))
        .contains("SUN", "ES384");
  }

  @Test
  void stopsTheStartWhenTheProviderRefusesPssParameters() {
    FaultyProvider provider =
        FaultyProvider.forAll().fail(Step.SET_PARAMETER, UnsupportedOperationException::new);
    assertThat(
            problemOf(
                settings()
                    .signatureProvider(provider)
                    .algorithms(SignatureAlgorithm.RS256, SignatureAlgorithm.PS256),
                "requireSignatureProvider"))
        .contains("[PS256]");
  }

  @Test
  void startsWhenTheProviderHasEveryConfiguredAlgorithm() {
    try (AccessTokenValidator validator =
        settings()
            .signatureProvider(Security.getProvider("SunEC"))
            .algorithms(SignatureAlgorithm.ES384)
            .build()) {
      assertThat(validator.validate(issuer.token().mint()).clientId()).isEqualTo(issuer.app().id());
    }
  }

  @Test
  void skipsKeysThatOnlyThePlatformCanVerify() {
    FaultyProvider provider =
        FaultyProvider.forOnly(SignatureAlgorithm.ES256, SignatureAlgorithm.ES384);
    SigningKey rsa = SigningKey.generate("RS256");
    SigningKey pss = SigningKey.generate("PS512");
    SigningKey edwards = SigningKey.generate("EdDSA");
    issuer.keys().publish(rsa);
    issuer.keys().publish(pss);
    issuer.keys().publish(edwards);
    try (LogLines log = new LogLines();
        AccessTokenValidator validator = settings().signatureProvider(provider).build()) {
      assertThat(log.of(Level.INFO)).anyMatch(line -> line.contains("ED25519"));
      int before = provider.verifications();

      validator.validate(issuer.token().mint());

      assertThat(provider.verifications()).isEqualTo(before + 1);
      for (SigningKey key : new SigningKey[] {rsa, pss, edwards}) {
        assertThat(reasonOf(validator, issuer.token().signedBy(key).mint()))
            .isEqualTo(Reason.UNKNOWN_KEY);
      }
      assertThat(heard.awaitEvents(3, EntrySkipped.class))
          .allSatisfy(
              event ->
                  assertThat(event.reason())
                      .contains("provider Faulty does not have", "requireSignatureProvider"));
    }
  }

  @Test
  void stopsTheStartWhenTheConfiguredSetHasNoKeyForTheProvider() {
    issuer.keys().rotate("RS256");
    assertThat(
            problemOf(
                settings()
                    .jwkSet(issuer.keys().jwkSet())
                    .signatureProvider(FaultyProvider.forOnly(SignatureAlgorithm.ES384)),
                "jwkSet"))
        .contains("does not have RS256");
  }

  /** The platform only reads the key, and the provider verifies. */
  @ParameterizedTest
  @EnumSource
  void verifiesWithAProviderThatHasNoKeyFactory(SignatureAlgorithm algorithm) {
    FaultyProvider provider = FaultyProvider.withoutKeyFactory();
    issuer.keys().rotate(algorithm.name().replace("ED25519", "EdDSA"));
    try (AccessTokenValidator validator = settings().signatureProvider(provider).build()) {
      int before = provider.verifications();

      validator.validate(issuer.token().mint());
      assertThat(reasonOf(validator, issuer.token().tampered("scope", "x").mint()))
          .isEqualTo(Reason.BAD_SIGNATURE);

      assertThat(provider.verifications()).isEqualTo(before + 2);
    }
  }
}
