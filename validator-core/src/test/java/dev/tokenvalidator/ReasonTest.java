package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.refusalOf;
import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.guard.ProvokesInternalError;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.security.ProviderException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One test for each reason, named after it, with the cases that are easily confused with it: with a
 * token cache and without one.
 */
@Tag("json")
@ParameterizedClass
@ValueSource(longs = {0, 1024 * 1024})
class ReasonTest {

  private final TestIssuer issuer = TestIssuer.start();
  private final long cacheBytes;
  private final AccessTokenValidator validator;

  ReasonTest(long cacheBytes) {
    this.cacheBytes = cacheBytes;
    this.validator = settings().build();
  }

  private AccessTokenValidatorBuilder settings() {
    return validatorFor(issuer).tokenCacheBytes(cacheBytes);
  }

  @AfterEach
  void close() {
    validator.close();
    issuer.close();
  }

  @Test
  void everyReasonHasATestOfItsName() {
    Set<String> tests =
        Arrays.stream(ReasonTest.class.getDeclaredMethods())
            .map(Method::getName)
            .collect(Collectors.toSet());

    assertThat(Reason.values())
        .allSatisfy(reason -> assertThat(tests).anyMatch(camelCase(reason)::equals));
  }

  private static String camelCase(Reason reason) {
    StringBuilder name = new StringBuilder();
    for (String word : reason.name().toLowerCase(Locale.ROOT).split("_", -1)) {
      name.append(
          name.length() == 0 ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return name.toString();
  }

  @Test
  void tooLarge() {
    String longToken = issuer.token().claim("padding", "x".repeat(13_000)).mint();
    String longHeader = issuer.token().header("padding", "x".repeat(4_096)).mint();

    assertThat(longToken.length()).isGreaterThan(16 * 1024);
    assertThat(reasonOf(validator, longToken)).isEqualTo(Reason.TOO_LARGE);
    assertThat(reasonOf(validator, longHeader)).isEqualTo(Reason.TOO_LARGE);
    assertThat(issuer.requests()).isEmpty();
  }

  @Test
  void opaque() {
    InvalidTokenException refusal = refusalOf(validator, issuer.opaqueToken());

    assertThat(refusal.reason()).isEqualTo(Reason.OPAQUE);
    assertThat(refusal.explanation().hint())
        .hasValueSatisfying(hint -> assertThat(hint).contains("resource"));
    assertThat(issuer.requests()).isEmpty();
  }

  @Test
  void encrypted() {
    String token = issuer.token().edited(text -> "eyJhbGciOiJkaXIifQ..AAAA.AAAA.AAAA").mint();

    assertThat(reasonOf(validator, token)).isEqualTo(Reason.ENCRYPTED);
  }

  @Test
  void malformed() {
    String good = issuer.token().mint();

    assertThat(reasonOf(validator, good + ".x")).isEqualTo(Reason.MALFORMED);
    assertThat(reasonOf(validator, good + "=")).isEqualTo(Reason.MALFORMED);
    assertThat(reasonOf(validator, "a.b")).isEqualTo(Reason.MALFORMED);
    assertThat(reasonOf(validator, "{\"payload\":\"e30\",\"signatures\":[]}"))
        .isEqualTo(Reason.MALFORMED);
    assertThat(reasonOf(validator, issuer.token().rawHeader("[]").mint()))
        .isEqualTo(Reason.MALFORMED);
    assertThat(reasonOf(validator, issuer.token().header("kid", 7).mint()))
        .isEqualTo(Reason.MALFORMED);
    assertThat(reasonOf(validator, issuer.token().header("typ", null).mint()))
        .isEqualTo(Reason.MALFORMED);
    assertThat(reasonOf(validator, issuer.token().keyId("k".repeat(257)).mint()))
        .isEqualTo(Reason.MALFORMED);
    assertThat(reasonOf(validator, issuer.token().signature(bytes -> new byte[0]).mint()))
        .isEqualTo(Reason.MALFORMED);
  }

  @Test
  void unsupportedCriticalHeader() {
    for (String token :
        new String[] {
          issuer.token().header("crit", List.of("exp")).mint(),
          issuer.token().header("crit", List.of()).mint(),
          issuer.token().header("crit", null).mint(),
          issuer.token().header("b64", false).mint(),
        }) {
      assertThat(reasonOf(validator, token)).isEqualTo(Reason.UNSUPPORTED_CRITICAL_HEADER);
    }
  }

  @Test
  void unsupportedAlgorithm() {
    assertThat(reasonOf(validator, issuer.token().unsigned().mint()))
        .isEqualTo(Reason.UNSUPPORTED_ALGORITHM);
    assertThat(reasonOf(validator, issuer.token().hmacWithPublicKey().mint()))
        .isEqualTo(Reason.UNSUPPORTED_ALGORITHM);
    for (String alg : new String[] {"none", "None", "nOnE", "", "es384", "ES256K", "HS512"}) {
      assertThat(reasonOf(validator, issuer.token().algorithm(alg).mint()))
          .as(alg)
          .isEqualTo(Reason.UNSUPPORTED_ALGORITHM);
    }
    assertThat(reasonOf(validator, issuer.token().withoutHeader("alg").mint()))
        .isEqualTo(Reason.UNSUPPORTED_ALGORITHM);
    assertThat(issuer.requests()).isEmpty();
  }

  @Test
  void wrongType() {
    for (String type : new String[] {"id_token", "logout+jwt", "at+jwt ", ""}) {
      assertThat(reasonOf(validator, issuer.token().type(type).mint()))
          .as(type)
          .isEqualTo(Reason.WRONG_TYPE);
    }
    assertThat(issuer.requests()).isEmpty();
  }

  /** The hint may propose a setting, so the signature is verified first. */
  @Test
  void wrongTypeThatASettingAccepts() {
    assertThat(reasonOf(validator, issuer.token().type("JWT").mint())).isEqualTo(Reason.WRONG_TYPE);
    assertThat(reasonOf(validator, issuer.token().withoutHeader("typ").mint()))
        .isEqualTo(Reason.WRONG_TYPE);
    assertThat(reasonOf(validator, issuer.token().idToken().mint())).isEqualTo(Reason.WRONG_TYPE);
    assertThat(
            reasonOf(
                validator,
                issuer.token().type("JWT").signature(bytes -> new byte[bytes.length]).mint()))
        .isEqualTo(Reason.BAD_SIGNATURE);
  }

  @Test
  void wrongIssuer() {
    InvalidTokenException refusal =
        refusalOf(validator, issuer.token().issuer(issuer.issuer() + "/").mint());

    assertThat(refusal.reason()).isEqualTo(Reason.WRONG_ISSUER);
    assertThat(refusal.explanation().hint())
        .hasValueSatisfying(hint -> assertThat(hint).contains("trailing slash"));
    assertThat(reasonOf(validator, issuer.token().issuer("https://elsewhere.example").mint()))
        .isEqualTo(Reason.WRONG_ISSUER);
  }

  @Test
  void unknownKey() {
    String foreign = issuer.token().signedBy(SigningKey.generate("ES384")).mint();

    assertThat(reasonOf(validator, foreign)).isEqualTo(Reason.UNKNOWN_KEY);
    assertThat(refusalOf(validator, foreign).explanation().keyId()).isPresent();
  }

  @Test
  void ambiguousKey() {
    issuer.keys().publish(SigningKey.generate("ES384"));

    assertThat(reasonOf(validator, issuer.token().withoutHeader("kid").mint()))
        .isEqualTo(Reason.AMBIGUOUS_KEY);
    assertThat(validator.validate(issuer.token().mint()).subject()).isEqualTo(issuer.app().id());
  }

  @Test
  void distrustedKey() {
    String token = issuer.token().mint();
    assertThat(validator.validate(token).clientId()).isEqualTo(issuer.app().id());

    validator.distrust(issuer.keys().current().keyId());

    assertThat(reasonOf(validator, token)).isEqualTo(Reason.DISTRUSTED_KEY);
    assertThat(reasonOf(validator, issuer.token().withoutHeader("kid").mint()))
        .isEqualTo(Reason.DISTRUSTED_KEY);
    issuer.keys().rotate();
    assertThat(validator.validate(issuer.token().mint()).clientId()).isEqualTo(issuer.app().id());
  }

  @Test
  void algorithmMismatch() {
    SigningKey rsa = issuer.keys().rotate("RS256");

    assertThat(reasonOf(validator, issuer.token().algorithm("PS256").mint()))
        .isEqualTo(Reason.ALGORITHM_MISMATCH);
    assertThat(reasonOf(validator, issuer.token().algorithm("ES384").keyId(rsa.keyId()).mint()))
        .isEqualTo(Reason.ALGORITHM_MISMATCH);
  }

  @Test
  void badSignature() {
    String forged = issuer.token().forgedBy(SigningKey.generate("ES384")).mint();

    assertThat(reasonOf(validator, forged)).isEqualTo(Reason.BAD_SIGNATURE);
    assertThat(reasonOf(validator, issuer.token().tampered("scope", "write:products").mint()))
        .isEqualTo(Reason.BAD_SIGNATURE);
    assertThat(reasonOf(validator, issuer.token().derSignature().mint()))
        .isEqualTo(Reason.BAD_SIGNATURE);
    assertThat(reasonOf(validator, issuer.token().signature(bytes -> new byte[96]).mint()))
        .isEqualTo(Reason.BAD_SIGNATURE);
  }

  @Test
  void malformedClaimsSet() {
    String claims =
        "\"iss\":\"" + issuer.issuer() + "\",\"sub\":\"a\",\"client_id\":\"a\",\"exp\":4102444800";
    for (String payload :
        new String[] {
          "[[\"iss\",\"x\"]]",
          "null",
          "\"text\"",
          "",
          "{" + claims + ",\"aud\":\"a\",\"aud\":\"b\"}",
          "{" + claims + ",\"x\":{\"y\":1,\"y\":2}}",
          "{" + claims + "}{}",
          "{" + claims + "} x",
          "\uFEFF{" + claims + "}",
          "{" + claims + ",\"x\":NaN}",
          "{" + claims + ",}",
          "{" + claims + ",'x':1}",
          "{" + claims + ",\"x\":\"\\ud800\"}",
          "{" + claims + ",\"x\":\"\\u0000\"}",
          "{/**/" + claims + "}",
          "{" + claims + ",\"x\":" + "[".repeat(64) + "]".repeat(64) + "}",
          "{" + claims + ",\"x\":" + "1".repeat(1001) + "}",
          "{" + claims + ",\"x\":1e1000}",
        }) {
      Reason expected = payload.isEmpty() ? Reason.MALFORMED : Reason.MALFORMED_CLAIMS_SET;
      assertThat(reasonOf(validator, issuer.token().rawPayload(payload).mint()))
          .as(payload)
          .isEqualTo(expected);
    }
    byte[] notUtf8 = ("{" + claims + ",\"x\":\"_\"}").getBytes(StandardCharsets.US_ASCII);
    notUtf8[notUtf8.length - 3] = (byte) 0xE9;
    assertThat(reasonOf(validator, issuer.token().rawPayload(notUtf8).mint()))
        .isEqualTo(Reason.MALFORMED_CLAIMS_SET);
  }

  @Test
  void missingClaim() {
    for (String claim : new String[] {"iss", "aud", "exp", "sub", "client_id"}) {
      assertThat(reasonOf(validator, issuer.token().without(claim).mint()))
          .as(claim)
          .isEqualTo(Reason.MISSING_CLAIM);
    }
    assertThat(validator.validate(issuer.token().without("iat").without("jti").mint()).id())
        .isEmpty();
  }

  @Test
  void malformedClaim() {
    for (String claim :
        new String[] {"iss", "aud", "exp", "sub", "client_id", "nbf", "iat", "jti", "scope"}) {
      assertThat(reasonOf(validator, issuer.token().claim(claim, null).mint()))
          .as(claim)
          .isEqualTo(Reason.MALFORMED_CLAIM);
      assertThat(reasonOf(validator, issuer.token().claim(claim, true).mint()))
          .as(claim)
          .isEqualTo(Reason.MALFORMED_CLAIM);
    }
    for (Object time : new Object[] {"4102444800", -1, 253402300800L, 1e300}) {
      assertThat(reasonOf(validator, issuer.token().claim("exp", time).mint()))
          .as(String.valueOf(time))
          .isEqualTo(Reason.MALFORMED_CLAIM);
    }
    assertThat(reasonOf(validator, issuer.token().claim("aud", List.of()).mint()))
        .isEqualTo(Reason.MALFORMED_CLAIM);
    assertThat(
            reasonOf(
                validator,
                issuer
                    .token()
                    .claim("aud", Arrays.asList(issuer.resource().indicator(), null))
                    .mint()))
        .isEqualTo(Reason.MALFORMED_CLAIM);
    assertThat(reasonOf(validator, issuer.token().claim("scope", List.of("read:products")).mint()))
        .isEqualTo(Reason.MALFORMED_CLAIM);
  }

  @Test
  void wrongAudience() {
    String ours = issuer.resource().indicator();
    for (String audience :
        new String[] {
          ours + "/",
          ours + "x",
          ours.toUpperCase(Locale.ROOT),
          ours.substring(0, ours.length() - 1),
          issuer.managementResource().indicator(),
          "urn:logto:resource:organizations",
          "urn:logto:organization:abc",
        }) {
      assertThat(reasonOf(validator, issuer.token().audience(audience).mint()))
          .as(audience)
          .isEqualTo(Reason.WRONG_AUDIENCE);
    }
    InvalidTokenException clientId =
        refusalOf(validator, issuer.token().audience(issuer.app().id()).mint());
    assertThat(clientId.explanation().hint())
        .hasValueSatisfying(hint -> assertThat(hint).contains("client id"));
  }

  @Test
  void expired() {
    Instant now = issuer.clock().instant();

    assertThat(reasonOf(validator, issuer.token().expired().mint())).isEqualTo(Reason.EXPIRED);
    // exp + skew = now: equality counts as expired
    assertThat(reasonOf(validator, issuer.token().expiresAt(now.minusSeconds(30)).mint()))
        .isEqualTo(Reason.EXPIRED);
    assertThat(validator.validate(issuer.token().expiresAt(now.minusSeconds(29)).mint()).clientId())
        .isEqualTo(issuer.app().id());
  }

  @Test
  void notYetValid() {
    Instant now = issuer.clock().instant();

    assertThat(reasonOf(validator, issuer.token().notBefore(now.plusSeconds(32)).mint()))
        .isEqualTo(Reason.NOT_YET_VALID);
    assertThat(validator.validate(issuer.token().notBefore(now.plusSeconds(29)).mint()).expiresAt())
        .isAfter(now);
    issuer.clock().advance(Duration.ofMinutes(2));
    assertThat(validator.validate(issuer.token().notBefore(now.plusSeconds(60)).mint()).clientId())
        .isEqualTo(issuer.app().id());
  }

  @Test
  void issuedInTheFuture() {
    Instant soon = issuer.clock().instant().plusSeconds(60);
    try (AccessTokenValidator strict = settings().maximumTokenAge(Duration.ofMinutes(5)).build()) {
      assertThat(reasonOf(strict, issuer.token().issuedAt(soon).mint()))
          .isEqualTo(Reason.ISSUED_IN_THE_FUTURE);
      assertThat(reasonOf(strict, issuer.token().without("iat").mint()))
          .isEqualTo(Reason.MISSING_CLAIM);
    }
    // Without a maximum age "iat" bounds nothing.
    assertThat(validator.validate(issuer.token().issuedAt(soon).mint()).issuedAt()).isPresent();
  }

  @Test
  void tooOld() {
    try (AccessTokenValidator strict = settings().maximumTokenAge(Duration.ofMinutes(5)).build()) {
      String token = issuer.token().mint();
      assertThat(strict.validate(token).clientId()).isEqualTo(issuer.app().id());

      issuer.clock().advance(Duration.ofMinutes(5).plusSeconds(32));

      assertThat(reasonOf(strict, token)).isEqualTo(Reason.TOO_OLD);
      assertThat(validator.validate(token).clientId()).isEqualTo(issuer.app().id());
    }
  }

  @Test
  void senderConstrained() {
    String token =
        issuer
            .token()
            .claim("cnf", Map.of("jkt", "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"))
            .mint();

    assertThat(reasonOf(validator, token)).isEqualTo(Reason.SENDER_CONSTRAINED);
    assertThat(reasonOf(validator, issuer.token().claim("cnf", null).mint()))
        .isEqualTo(Reason.SENDER_CONSTRAINED);
  }

  @Test
  void notAnAccessToken() {
    try (AccessTokenValidator lenient =
        settings()
            .acceptTypes("at+jwt", "JWT")
            .acceptMissingType()
            .accessTokenMark("token_use", "access")
            .build()) {
      assertThat(
              lenient
                  .validate(issuer.token().type("JWT").claim("token_use", "access").mint())
                  .clientId())
          .isEqualTo(issuer.app().id());
      assertThat(
              lenient
                  .validate(issuer.token().withoutHeader("typ").claim("token_use", "access").mint())
                  .clientId())
          .isEqualTo(issuer.app().id());
      // An access token type needs no mark, but the mark must not contradict it.
      assertThat(lenient.validate(issuer.token().mint()).clientId()).isEqualTo(issuer.app().id());
      for (Object denial : new Object[] {"id", "Access", true, List.of("access")}) {
        assertThat(reasonOf(lenient, issuer.token().claim("token_use", denial).mint()))
            .isEqualTo(Reason.NOT_AN_ACCESS_TOKEN);
      }
      assertThat(reasonOf(lenient, issuer.token().claim("token_use", null).mint()))
          .isEqualTo(Reason.NOT_AN_ACCESS_TOKEN);

      assertThat(reasonOf(lenient, issuer.token().type("JWT").mint()))
          .isEqualTo(Reason.NOT_AN_ACCESS_TOKEN);
      assertThat(reasonOf(lenient, issuer.token().type("JWT").claim("token_use", "id").mint()))
          .isEqualTo(Reason.NOT_AN_ACCESS_TOKEN);
      for (String foreign : new String[] {"nonce", "at_hash", "c_hash", "s_hash", "events"}) {
        assertThat(
                reasonOf(
                    lenient,
                    issuer
                        .token()
                        .type("JWT")
                        .claim("token_use", "access")
                        .claim(foreign, "x")
                        .mint()))
            .as(foreign)
            .isEqualTo(Reason.NOT_AN_ACCESS_TOKEN);
      }
    }
  }

  @Test
  void organizationNotAllowed() {
    String id = issuer.organization().id();

    assertThat(reasonOf(validator, issuer.token().organizationId(id).mint()))
        .isEqualTo(Reason.ORGANIZATION_NOT_ALLOWED);
    for (Object odd : new Object[] {"", 5, List.of()}) {
      assertThat(reasonOf(validator, issuer.token().claim("organization_id", odd).mint()))
          .isEqualTo(Reason.ORGANIZATION_NOT_ALLOWED);
    }
    assertThat(reasonOf(validator, issuer.token().claim("organization_id", null).mint()))
        .isEqualTo(Reason.ORGANIZATION_NOT_ALLOWED);
  }

  @Test
  void organizationRequired() {
    try (AccessTokenValidator organizational =
        settings().organizations(OrganizationTokens.REQUIRED).build()) {
      String id = issuer.organization().id();

      assertThat(reasonOf(organizational, issuer.token().mint()))
          .isEqualTo(Reason.ORGANIZATION_REQUIRED);
      assertThat(reasonOf(organizational, issuer.token().claim("organization_id", "").mint()))
          .isEqualTo(Reason.MALFORMED_CLAIM);
      assertThat(organizational.validate(issuer.token().organizationId(id).mint()).organizationId())
          .contains(id);
    }
  }

  @Test
  void claimsRule() {
    try (AccessTokenValidator goldOnly =
        settings()
            .requireClaims("tier", token -> token.claim("tier", String.class).isPresent())
            .build()) {
      assertThat(reasonOf(goldOnly, issuer.token().mint())).isEqualTo(Reason.CLAIMS_RULE);
      assertThat(goldOnly.validate(issuer.token().claim("tier", "gold").mint()).clientId())
          .isEqualTo(issuer.app().id());
    }
  }

  /** The next two reasons mean that the token cannot be validated now. */
  @Test
  @ProvokesInternalError
  void internalError() {
    try (AccessTokenValidator faulty =
        validatorFor(issuer)
            .requireClaims(
                "faulty",
                token -> {
                  throw new IllegalStateException();
                })
            .build()) {
      assertThat(unavailabilityOf(faulty, issuer.token().mint()).reason())
          .contains(Reason.INTERNAL_ERROR);
    }
  }

  @Test
  void signatureProviderFailed() {
    FaultyProvider provider = FaultyProvider.forAll();
    try (AccessTokenValidator failing = validatorFor(issuer).signatureProvider(provider).build()) {
      failing.validate(issuer.token().mint());
      provider.fail(FaultyProvider.Step.VERIFY, ProviderException::new);

      assertThat(unavailabilityOf(failing, issuer.token().mint()).reason())
          .contains(Reason.SIGNATURE_PROVIDER_FAILED);
    }
  }
}
