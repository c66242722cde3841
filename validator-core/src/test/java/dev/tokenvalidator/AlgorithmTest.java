package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlgorithmTest {

  private static String nameOf(SignatureAlgorithm algorithm) {
    return algorithm == SignatureAlgorithm.ED25519 ? "EdDSA" : algorithm.name();
  }

  @ParameterizedTest
  @EnumSource
  @Tag("slow")
  void acceptsGenuineSignaturesAndRefusesForgedOnes(SignatureAlgorithm algorithm) {
    try (TestIssuer issuer = TestIssuer.builder().algorithm(nameOf(algorithm)).start();
        AccessTokenValidator validator = validatorFor(issuer).build()) {
      assertThat(validator.validate(issuer.token().mint()).clientId()).isEqualTo(issuer.app().id());

      SigningKey other = SigningKey.generate(nameOf(algorithm));
      assertThat(reasonOf(validator, issuer.token().forgedBy(other).mint()))
          .isEqualTo(Reason.BAD_SIGNATURE);
      assertThat(reasonOf(validator, issuer.token().tampered("scope", "admin").mint()))
          .isEqualTo(Reason.BAD_SIGNATURE);
      for (int flip = 0; flip < 64; flip += 7) {
        int position = flip;
        String flipped =
            issuer
                .token()
                .signature(
                    bytes -> {
                      bytes[position] ^= 1;
                      return bytes;
                    })
                .mint();
        assertThat(reasonOf(validator, flipped)).isEqualTo(Reason.BAD_SIGNATURE);
      }
      for (int length : new int[] {1, 63, 64, 65, 96, 132, 256, 257, 512}) {
        String zeros = issuer.token().signature(bytes -> new byte[length]).mint();
        assertThat(reasonOf(validator, zeros)).isEqualTo(Reason.BAD_SIGNATURE);
      }
    }
  }

  /** Ed25519 keys carry both names (RFC 8037, RFC 9864) in headers and in key sets. */
  @Test
  void acceptsBothNamesOfEd25519() {
    try (TestIssuer issuer = TestIssuer.builder().algorithm("EdDSA").start();
        AccessTokenValidator validator = validatorFor(issuer).build()) {
      assertThat(validator.validate(issuer.token().algorithm("Ed25519").mint()).clientId())
          .isEqualTo(issuer.app().id());
    }
  }

  /** RFC 7518 section 3.3: a key without alg has exactly one algorithm, RS256 by default. */
  @Test
  void usesAnRsaKeyWithoutAlgForRs256UnlessASettingNamesAnother() {
    try (TestIssuer issuer = TestIssuer.builder().algorithm("RS256").start();
        AccessTokenValidator byDefault = validatorFor(issuer).build();
        AccessTokenValidator forPss =
            validatorFor(issuer)
                .algorithms(SignatureAlgorithm.PS256, SignatureAlgorithm.ES384)
                .build()) {
      assertThat(issuer.keys().jwkSet()).doesNotContain("\"alg\"");
      assertThat(byDefault.validate(issuer.token().mint()).clientId()).isEqualTo(issuer.app().id());

      SigningKey pss = issuer.keys().current().withAlgorithm("PS256");
      String signedWithPss = issuer.token().signedBy(pss).mint();
      assertThat(reasonOf(byDefault, signedWithPss)).isEqualTo(Reason.ALGORITHM_MISMATCH);
      assertThat(forPss.validate(signedWithPss).clientId()).isEqualTo(issuer.app().id());
    }
  }

  /** Both (r, s) and (r, n-s) are valid ECDSA, so its text does not identify a token. */
  @Test
  void acceptsTheTwinOfAnEcdsaSignature() {
    try (TestIssuer issuer = TestIssuer.start();
        AccessTokenValidator validator = validatorFor(issuer).build()) {
      assertThat(validator.validate(issuer.token().signatureTwin().mint()).clientId())
          .isEqualTo(issuer.app().id());
    }
  }

  /**
   * R and S of this signature both begin with a zero byte, as in one signature of 65,536. The JDK
   * also accepts the signature without these bytes, so one token would have two spellings. The
   * signature was made for this test, and its private key was deleted.
   */
  @Test
  void refusesASignatureWithoutItsLeadingZeros() {
    String keys =
        "{\"keys\":["
            + "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"k\",\"x\":\"gnC6ypYfhrj-HaEgYkd5loGyKViMM5vJ2LfptXG"
            + "PrG4\",\"y\":\"lRfQdOJYHRzivxI6QEtvrw75fnarwTK3sKn0pIbSoP8\"}"
            + "]}";
    String signingInput =
        "eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6ImsifQ.eyJpc3MiOiJpIiwiYXVkIjoiY"
            + "SIsInN1YiI6InMiLCJjbGllbnRfaWQiOiJzIiwiZXhwIjo0MTAyNDQ0ODAwfQ";
    String signature =
        "ALwL5a2I5WTekyB_B9LpnFzC8JHVej9LX0Sep0dg-PIAQHrYPy96FCz2W2q44ACX3kFsnSrpS03XZQpXLtlwPw";
    String shortened =
        "vAvlrYjlZN6TIH8H0umcXMLwkdV6P0tfRJ6nR2D48kB62D8vehQs9ltquOAAl95BbJ0q6UtN12UKVy7ZcD8";
    try (AccessTokenValidator validator =
        AccessTokenValidator.builder().issuer("i").audience("a").jwkSet(keys).build()) {
      assertThat(validator.validate(signingInput + "." + signature).clientId()).isEqualTo("s");
      assertThat(reasonOf(validator, signingInput + "." + shortened))
          .isEqualTo(Reason.BAD_SIGNATURE);
    }
  }

  /** RFC 7518 section 3.4: R and S have exactly the length of the order. */
  @ParameterizedTest
  @ValueSource(strings = {"ES256", "ES384", "ES512"})
  void refusesASignatureOfAnotherLength(String algorithm) {
    try (TestIssuer issuer = TestIssuer.builder().algorithm(algorithm).start();
        AccessTokenValidator validator = validatorFor(issuer).build()) {
      for (int more = 1; more <= 2; more++) {
        int padding = more;
        String longer =
            issuer
                .token()
                .signature(
                    bytes -> {
                      int half = bytes.length / 2;
                      byte[] padded = new byte[bytes.length + 2 * padding];
                      System.arraycopy(bytes, 0, padded, padding, half);
                      System.arraycopy(bytes, half, padded, half + 2 * padding, half);
                      return padded;
                    })
                .mint();
        assertThat(reasonOf(validator, longer)).isEqualTo(Reason.BAD_SIGNATURE);
      }
    }
  }

  /** The field of P-521 has room for S + n, which a careless check accepts as S. */
  @Test
  void refusesASignatureWhoseSExceedsTheOrder() {
    try (TestIssuer issuer = TestIssuer.builder().algorithm("ES512").start();
        AccessTokenValidator validator = validatorFor(issuer).build()) {
      BigInteger order = ((ECPublicKey) issuer.keys().current().publicKey()).getParams().getOrder();
      String beyond =
          issuer
              .token()
              .signature(
                  bytes -> {
                    int half = bytes.length / 2;
                    byte[] s = Arrays.copyOfRange(bytes, half, bytes.length);
                    byte[] sum = new BigInteger(1, s).add(order).toByteArray();
                    System.arraycopy(sum, 0, bytes, bytes.length - sum.length, sum.length);
                    return bytes;
                  })
              .mint();

      assertThat(reasonOf(validator, beyond)).isEqualTo(Reason.BAD_SIGNATURE);
    }
  }

  @Test
  void acceptsOneSpellingOfATokenOnly() {
    try (TestIssuer issuer = TestIssuer.start();
        AccessTokenValidator validator = validatorFor(issuer).build()) {
      String good = issuer.token().mint();
      assertThat(validator.validate(good).clientId()).isEqualTo(issuer.app().id());

      List<String> spellings = new ArrayList<>();
      for (String insert : List.of("=", " ", "\n", "+", "/", "!", "\u00e9", "%3D", "\u0000")) {
        for (int position : new int[] {0, 5, good.indexOf('.'), good.lastIndexOf('.') + 1}) {
          spellings.add(good.substring(0, position) + insert + good.substring(position));
        }
        spellings.add(good + insert);
      }
      for (String spelling : spellings) {
        assertThat(reasonOf(validator, spelling)).as(spelling).isNotNull();
      }
    }
  }

  @Test
  void refusesNonzeroSpareBits() {
    // 64 bytes leave four spare bits in the last character of the signature.
    try (TestIssuer issuer = TestIssuer.builder().algorithm("ES256").start();
        AccessTokenValidator validator = validatorFor(issuer).build()) {
      String good = issuer.token().mint();
      String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
      int last = alphabet.indexOf(good.charAt(good.length() - 1));
      String twin = good.substring(0, good.length() - 1) + alphabet.charAt(last + 1);

      assertThat(validator.validate(good).clientId()).isEqualTo(issuer.app().id());
      assertThat(reasonOf(validator, twin)).isEqualTo(Reason.MALFORMED);
    }
  }
}
