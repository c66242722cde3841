package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.security.Provider;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The recommended providers verify every algorithm and accept no forgery. */
@ParameterizedClass
@MethodSource("providers")
@Tag("slow")
class FastProvidersTest {

  private final Provider provider;
  private final TestIssuer issuer = TestIssuer.start();
  private final AccessTokenValidator validator;

  FastProvidersTest(Provider provider) {
    this.provider = provider;
    this.validator = validatorFor(issuer).signatureProvider(provider).build();
  }

  /** Corretto has native code for some platforms only. On others it offers no services. */
  static List<Provider> providers() {
    return Stream.of(new BouncyCastleProvider(), AmazonCorrettoCryptoProvider.INSTANCE)
        .filter(provider -> !provider.getServices().isEmpty())
        .toList();
  }

  @AfterEach
  void close() {
    validator.close();
    issuer.close();
  }

  @ParameterizedTest
  @EnumSource
  void acceptsGoodTokensAndRefusesForgedOnes(SignatureAlgorithm algorithm) {
    issuer.keys().rotate(jwsName(algorithm));
    assertThat(validator.validate(issuer.token().mint()).clientId()).isEqualTo(issuer.app().id());

    assertThat(reasonOf(validator, issuer.token().tampered("scope", "admin").mint()))
        .isEqualTo(Reason.BAD_SIGNATURE);
    SigningKey otherKey = SigningKey.generate(jwsName(algorithm));
    assertThat(reasonOf(validator, issuer.token().forgedBy(otherKey).mint()))
        .isEqualTo(Reason.BAD_SIGNATURE);
    for (UnaryOperator<byte[]> change : changes()) {
      assertThat(reasonOf(validator, issuer.token().signature(change).mint()))
          .isEqualTo(Reason.BAD_SIGNATURE);
    }
  }

  /** As documented, neither provider leaves an algorithm to the platform. */
  @Test
  void findsEveryAlgorithmInTheProvider() {
    for (String name :
        new String[] {
          "SHA256withECDSAinP1363Format",
          "SHA384withECDSAinP1363Format",
          "SHA512withECDSAinP1363Format",
          "SHA256withRSA",
          "SHA384withRSA",
          "SHA512withRSA",
          "RSASSA-PSS",
          "Ed25519"
        }) {
      assertThat(provider.getService("Signature", name)).as(name).isNotNull();
    }
  }

  private static List<UnaryOperator<byte[]>> changes() {
    return List.of(
        bytes -> new byte[bytes.length],
        bytes -> zeroed(bytes, 0, bytes.length / 2),
        bytes -> zeroed(bytes, bytes.length / 2, bytes.length),
        bytes -> filled(bytes, 0, bytes.length / 2),
        bytes -> filled(bytes, bytes.length / 2, bytes.length),
        bytes -> Arrays.copyOf(bytes, bytes.length - 1),
        bytes -> Arrays.copyOf(bytes, bytes.length - 2),
        bytes -> Arrays.copyOf(bytes, bytes.length + 1),
        bytes -> Arrays.copyOf(bytes, 2 * bytes.length),
        bytes -> Arrays.copyOfRange(bytes, 1, bytes.length),
        bytes -> new byte[] {1});
  }

  private static byte[] zeroed(byte[] bytes, int from, int to) {
    Arrays.fill(bytes, from, to, (byte) 0);
    return bytes;
  }

  private static byte[] filled(byte[] bytes, int from, int to) {
    Arrays.fill(bytes, from, to, (byte) 0xff);
    return bytes;
  }

  private static String jwsName(SignatureAlgorithm algorithm) {
    return algorithm == SignatureAlgorithm.ED25519 ? "EdDSA" : algorithm.name();
  }
}
