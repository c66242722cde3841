package dev.tokenvalidator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.internal.text.NaiveJson;
import dev.tokenvalidator.internal.text.OddJson;
import dev.tokenvalidator.internal.text.SeededDocuments;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tokens with one odd part in the header or payload are accepted or refused as expected. */
@Tag("json")
@Tag("slow")
class TokenGrammarTest {

  private static final int DOCUMENTS = 400;
  private static final int MAX_TOKEN = 16 * 1024;
  private static final int MAX_HEADER = 4 * 1024;

  /** More digits than a number of 1,000 characters with an exponent of 999 has when written out. */
  private static final int MAX_DIGITS = 2_010;

  private static TestIssuer issuer;
  private static AccessTokenValidator validator;
  private static AccessTokenValidator forSeveral;
  private static String good;

  @BeforeAll
  static void start() {
    issuer = TestIssuer.builder().algorithm("EdDSA").start();
    validator = validator(issuer.issuer());
    forSeveral =
        AccessTokenValidator.forIssuers(
            validator(issuer.issuer()), validator("https://other.example"));
    good = issuer.token().mint();
    // The test proves nothing unless the good token is accepted.
    assertThat(validator.validate(good).clientId()).isEqualTo(issuer.app().id());
    assertThat(forSeveral.validate(good).clientId()).isEqualTo(issuer.app().id());
  }

  @AfterAll
  static void stop() {
    validator.close();
    forSeveral.close();
    issuer.close();
  }

  private static AccessTokenValidator validator(String name) {
    return AccessTokenValidator.builder()
        .issuer(name)
        .audience(issuer.resource().indicator())
        .jwkSet(issuer.keys().jwkSet())
        .clock(issuer.clock(), System::nanoTime)
        .build();
  }

  /** The header differs from the signed one, so every token is refused. */
  @Test
  void refusesEveryForgedHeader() {
    String[] parts = good.split("\\.", -1);

    SeededDocuments.checkEach(
        DOCUMENTS,
        seed -> OddJson.document(seed, decoded(parts[0])),
        header -> {
          String token = encoded(header) + "." + parts[1] + "." + parts[2];

          assertThat(reason(validator, token)).isPresent();
          assertThat(reason(forSeveral, token)).isPresent();
          assertThat(reason(validator, encoded(header) + ".e30.AAAA")).isPresent();
        });
  }

  @Test
  void givesTheExpectedReasonForEverySignedHeader() {
    String valid = decoded(good.substring(0, good.indexOf('.')));

    SeededDocuments.checkEach(
        DOCUMENTS,
        seed -> OddJson.document(seed, valid),
        header -> {
          Optional<Reason> reason = reason(validator, issuer.token().rawHeader(header).mint());

          if (encoded(header).length() > MAX_TOKEN || header.getBytes(UTF_8).length > MAX_HEADER) {
            assertThat(reason).hasValue(Reason.TOO_LARGE);
          } else if (!isReadable(header)) {
            assertThat(reason).hasValue(Reason.MALFORMED);
          }
        });
  }

  @Test
  void givesTheExpectedReasonForEverySignedClaimsSet() {
    SeededDocuments.checkEach(
        DOCUMENTS,
        seed -> OddJson.document(seed, decoded(good.split("\\.", -1)[1])),
        claims -> {
          String token = issuer.token().rawPayload(claims).mint();
          Optional<Reason> reason = reason(validator, token);

          if (token.length() > MAX_TOKEN) {
            assertThat(reason).hasValue(Reason.TOO_LARGE);
          } else if (!isReadable(claims)) {
            assertThat(reason).hasValue(Reason.MALFORMED_CLAIMS_SET);
          } else {
            assertThat(reason).isNotEqualTo(Optional.of(Reason.MALFORMED_CLAIMS_SET));
          }
          if (reason.isEmpty()) {
            readClaims(validator.validate(token));
          }
        });
  }

  /** With several issuers {@code iss} is read before the signature is verified. */
  @Test
  void refusesEveryForgedPayloadWithSeveralIssuers() {
    String[] parts = good.split("\\.", -1);

    SeededDocuments.checkEach(
        DOCUMENTS,
        seed -> OddJson.document(seed, decoded(parts[1])),
        claims -> {
          Optional<Reason> reason =
              reason(forSeveral, parts[0] + "." + encoded(claims) + "." + parts[2]);

          assertThat(reason).isPresent();
          if (encoded(claims).length() < MAX_TOKEN / 2 && !isReadable(claims)) {
            assertThat(reason).hasValue(Reason.MALFORMED_CLAIMS_SET);
          }
        });
  }

  /** Claims of a small token must not be expensive to use. */
  private static void readClaims(AccessToken token) {
    for (String name : token.claimNames()) {
      for (Class<?> type :
          List.of(
              String.class, Boolean.class, Long.class, BigDecimal.class, List.class, Map.class)) {
        try {
          token.claim(name, type).ifPresent(TokenGrammarTest::compute);
        } catch (ClaimTypeException e) {
          assertThat(e).hasMessageContaining(type.getSimpleName());
        }
      }
    }
  }

  private static void compute(@Nullable Object value) {
    if (value instanceof BigDecimal number) {
      assertThat(number.toPlainString()).hasSizeLessThan(MAX_DIGITS);
      assertThat(number.toBigInteger().bitLength()).isLessThan(4 * MAX_DIGITS);
      assertThat(number.longValue()).isEqualTo(number.toBigInteger().longValue());
    } else if (value instanceof List<?> list) {
      list.forEach(TokenGrammarTest::compute);
    } else if (value instanceof Map<?, ?> map) {
      map.values().forEach(TokenGrammarTest::compute);
    }
  }

  /** The reason for the refusal; empty if the token is accepted. */
  private static Optional<Reason> reason(AccessTokenValidator validator, String token) {
    try {
      validator.validate(token);
      return Optional.empty();
    } catch (InvalidTokenException e) {
      return Optional.of(e.reason());
    }
  }

  private static boolean isReadable(String json) {
    try {
      NaiveJson.object(json);
      return true;
    } catch (NaiveJson.RefusedException e) {
      return false;
    }
  }

  private static String decoded(String part) {
    return new String(Base64.getUrlDecoder().decode(part), UTF_8);
  }

  private static String encoded(String json) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(UTF_8));
  }
}
