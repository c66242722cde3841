package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tokenvalidator.fixtures.TestIssuer;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.SignatureSpi;
import org.junit.jupiter.api.Test;

class SignatureProviderTest {

  /** Offers one signature algorithm, with a fixed verdict. */
  private static final class ProviderOf extends Provider {
    private static final long serialVersionUID = 1L;

    ProviderOf(Class<? extends SignatureSpi> signature) {
      super("Test", "1", "for this test");
      put("Signature.SHA384withECDSAinP1363Format", signature.getName());
    }
  }

  /** Accepts every signature, as some runtimes accepted signatures of zeros. */
  public static class AcceptsEverySignature extends SignatureSpi {
    @Override
    protected void engineInitVerify(PublicKey publicKey) {}

    @Override
    protected void engineInitSign(PrivateKey privateKey) {}

    @Override
    protected void engineUpdate(byte b) {}

    @Override
    protected void engineUpdate(byte[] b, int off, int len) {}

    @Override
    protected byte[] engineSign() {
      return new byte[0];
    }

    @Override
    protected boolean engineVerify(byte[] sigBytes) {
      return true;
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String param, Object value) {}

    @Override
    @Deprecated
    protected Object engineGetParameter(String param) {
      throw new UnsupportedOperationException(param);
    }
  }

  /** Refuses every signature. */
  public static final class RefusesEverySignature extends AcceptsEverySignature {
    @Override
    protected boolean engineVerify(byte[] sigBytes) {
      return false;
    }
  }

  @Test
  void refusesAProviderThatVerifiesAnything() {
    refuses(new ProviderOf(AcceptsEverySignature.class));
  }

  @Test
  void refusesAProviderThatVerifiesNothing() {
    refuses(new ProviderOf(RefusesEverySignature.class));
  }

  private static void refuses(Provider provider) {
    InvalidSettingException refusal =
        assertThatExceptionOfType(InvalidSettingException.class)
            .isThrownBy(
                () ->
                    AccessTokenValidator.builder()
                        .issuer("https://t1.example")
                        .audience("a")
                        .signatureProvider(provider)
                        .build()
                        .close())
            .actual();
    assertThat(refusal.setting()).isEqualTo("signatureProvider");
  }

  @Test
  void usesThePlatformForAlgorithmsThatTheProviderLacks() {
    Provider ecOnly = Security.getProvider("SunEC");
    try (TestIssuer issuer = TestIssuer.start();
        AccessTokenValidator validator = validatorFor(issuer).signatureProvider(ecOnly).build()) {
      assertThat(ecOnly.getService("Signature", "SHA256withRSA")).isNull();
      for (String algorithm : new String[] {"ES384", "EdDSA", "RS256", "PS512"}) {
        issuer.keys().rotate(algorithm);
        assertThat(validator.validate(issuer.token().mint()).clientId())
            .as(algorithm)
            .isEqualTo(issuer.app().id());
        assertThat(reasonOf(validator, issuer.token().tampered("scope", "x").mint()))
            .as(algorithm)
            .isEqualTo(Reason.BAD_SIGNATURE);
      }
    }
  }
}
