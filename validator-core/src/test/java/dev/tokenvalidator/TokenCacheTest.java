package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.refusalOf;
import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestIssuer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A repeated token needs no signature check, and gets the same verdict as without a cache. */
class TokenCacheTest extends IssuerTestBase {

  private final WatchedProvider provider = new WatchedProvider();
  private final KeySetLog events = new KeySetLog();
  private AccessTokenValidator validator;
  private int atStart;

  private AccessTokenValidatorBuilder settings() {
    return validatorFor(issuer)
        .algorithms(WatchedProvider.ALGORITHM)
        .signatureProvider(provider)
        .listener(events);
  }

  /** Signatures verified since the validator was built. */
  private int verifications() {
    return provider.verifications() - atStart;
  }

  @BeforeEach
  void build() {
    validator = settings().build();
    atStart = provider.verifications();
  }

  @AfterEach
  void close() {
    validator.close();
  }

  @Test
  void verifiesARepeatedTokenOnce() {
    String token = issuer.token().scope("read:products").mint();
    AccessToken first = validator.validate(token);

    for (int i = 0; i < 10; i++) {
      // Each request has its own copy of the text.
      assertThat(validator.validate(new String(token.toCharArray()))).isSameAs(first);
      assertThat(validator.validateAuthorization(List.of("bearer " + token))).isSameAs(first);
      assertThat(validator.validate(bearer(token))).isSameAs(first);
    }

    assertThat(verifications()).isEqualTo(1);
    assertThat(validator.tokenCache())
        .usingRecursiveComparison()
        .ignoringFields("bytes")
        .isEqualTo(new TokenCacheStatistics(1, 0, 30, 1, 0));
    assertThat(validator.tokenCache().bytes()).isBetween(1_000L, 4_000L);
  }

  @Test
  void verifiesEveryTimeWithoutACache() {
    WatchedProvider own = new WatchedProvider();
    try (AccessTokenValidator without =
        settings().signatureProvider(own).tokenCacheBytes(0).build()) {
      int before = own.verifications();
      String token = issuer.token().mint();
      for (int i = 0; i < 3; i++) {
        without.validate(token);
      }

      assertThat(own.verifications() - before).isEqualTo(3);
      assertThat(without.tokenCache()).isEqualTo(new TokenCacheStatistics(0, 0, 0, 0, 0));
    }
  }

  @Test
  void remembersNoRefusedToken() {
    validator.validate(issuer.token().mint());
    for (String bad :
        new String[] {
          issuer.token().expired().mint(),
          issuer.token().audience("https://other.example").mint(),
          issuer.token().tampered("scope", "admin").mint(),
          issuer.token().claim("cnf", "x").mint()
        }) {
      int before = verifications();
      Reason reason = reasonOf(validator, bad);
      assertThat(reasonOf(validator, bad)).isEqualTo(reason);
      assertThat(verifications() - before).isEqualTo(2);
    }
    assertThat(validator.tokenCache().tokens()).isEqualTo(1);
  }

  @Test
  void refusesOtherSpellingsOfARememberedToken() {
    String token = issuer.token().mint();
    validator.validate(token);

    assertThat(reasonOf(validator, token + "=")).isEqualTo(Reason.MALFORMED);
    assertThat(reasonOf(validator, " " + token)).isEqualTo(Reason.MALFORMED);
    String prefix = token.substring(0, token.length() - 30);
    char other = token.charAt(prefix.length()) == 'A' ? 'B' : 'A';
    assertThat(reasonOf(validator, prefix + other + token.substring(prefix.length() + 1)))
        .isIn(Reason.BAD_SIGNATURE, Reason.MALFORMED);
    assertThat(
            reasonOf(
                validator, "x" + token.substring(1))) // only the end of the signature is hashed
        .isEqualTo(Reason.MALFORMED);
  }

  @Test
  void refusesAnExpiredRememberedTokenWithoutVerifyingItAgain() {
    String token = issuer.token().mint();
    AccessToken accepted = validator.validate(token);
    issuer.clock().setInstant(accepted.expiresAt().plusSeconds(30).minusNanos(1));
    validator.validate(token);

    issuer.clock().setInstant(accepted.expiresAt().plusSeconds(30));

    InvalidTokenException refusal = refusalOf(validator, token);
    assertThat(refusal.reason()).isEqualTo(Reason.EXPIRED);
    assertThat(refusal.explanation().keyId()).contains(issuer.keys().current().keyId());
    assertThat(verifications()).isEqualTo(1);
  }

  @Test
  void checksNotBeforeOfARememberedToken() {
    issuer.clock().advance(Duration.ofMinutes(1));
    String token = issuer.token().notBefore(issuer.clock().instant()).mint();
    validator.validate(token);

    issuer.clock().setInstant(issuer.clock().instant().minusSeconds(32));

    assertThat(reasonOf(validator, token)).isEqualTo(Reason.NOT_YET_VALID);
    assertThat(verifications()).isEqualTo(1);
  }

  @Test
  void checksTheAgeOfARememberedToken() {
    try (AccessTokenValidator young = settings().maximumTokenAge(Duration.ofMinutes(5)).build()) {
      String token = issuer.token().mint();
      young.validate(token);
      int before = provider.verifications();

      issuer.clock().advance(Duration.ofMinutes(6));

      assertThat(reasonOf(young, token)).isEqualTo(Reason.TOO_OLD);
      assertThat(provider.verifications()).isEqualTo(before);
    }
  }

  @Test
  void appliesCustomRulesToARememberedToken() {
    AtomicBoolean open = new AtomicBoolean(true);
    try (AccessTokenValidator ruled =
        settings().requireClaims("while it is open", token -> open.get()).build()) {
      String token = issuer.token().mint();
      ruled.validate(token);
      open.set(false);
      assertThat(reasonOf(ruled, token)).isEqualTo(Reason.CLAIMS_RULE);
      open.set(true);
      ruled.validate(token);
    }
  }

  @Test
  void forgetsTheTokensOfARemovedKey() {
    String ofOldKey = issuer.token().mint();
    validator.validate(ofOldKey);
    validator.validate(issuer.token().mint());
    SigningKey old = issuer.keys().current();
    issuer.keys().rotateKeepingOld(old.algorithm());
    String ofNewKey = issuer.token().mint();
    validator.validate(ofNewKey);
    assertThat(validator.tokenCache().tokens()).isEqualTo(3);

    issuer.keys().retire(old.keyId());
    validator.refreshKeys();

    assertThat(reasonOf(validator, ofOldKey)).isEqualTo(Reason.UNKNOWN_KEY);
    events.await(() -> events.count("KeyRemoved") == 1);
    assertThat(validator.tokenCache().tokens()).isEqualTo(1);
    int before = verifications();
    validator.validate(ofNewKey);
    assertThat(verifications()).isEqualTo(before);
  }

  @Test
  void keepsTheTokensOfAKeyThatSurvivesARefresh() {
    String token = issuer.token().mint();
    validator.validate(token);

    validator.refreshKeys();
    validator.validate(token);

    assertThat(verifications()).isEqualTo(1);
    assertThat(issuer.jwks().requestCount()).isEqualTo(2);
  }

  @Test
  void distinguishesTwoKeysWithTheSameId() {
    String token = issuer.token().mint();
    validator.validate(token);
    SigningKey other = SigningKey.generate("ES384").withKeyId(issuer.keys().current().keyId());

    issuer.keys().publishOnly(List.of(other.jwk()));
    validator.refreshKeys();

    assertThat(reasonOf(validator, token)).isEqualTo(Reason.BAD_SIGNATURE);
  }

  @Test
  void refusesARememberedTokenWhoseKeyWasRenamed() {
    String token = issuer.token().mint();
    validator.validate(token);

    issuer.keys().publishOnly(List.of(issuer.keys().current().withKeyId("another-name").jwk()));
    validator.refreshKeys();

    assertThat(reasonOf(validator, token)).isEqualTo(Reason.UNKNOWN_KEY);
  }

  @Test
  void refusesARememberedTokenWhoseKeyBecameAmbiguous() {
    SigningKey key = SigningKey.generate("ES384");
    issuer.keys().publishOnly(List.of(key.jwk()));
    String token = issuer.token().signedBy(key).withoutHeader("kid").mint();
    validator.validate(token);

    issuer.keys().publishOnly(List.of(key.jwk(), SigningKey.generate("ES384").jwk()));
    validator.refreshKeys();

    assertThat(reasonOf(validator, token)).isEqualTo(Reason.AMBIGUOUS_KEY);
  }

  @Test
  void refusesARememberedTokenOfADistrustedKey() {
    String token = issuer.token().mint();
    validator.validate(token);

    validator.distrust(issuer.keys().current().keyId());

    assertThat(reasonOf(validator, token)).isEqualTo(Reason.DISTRUSTED_KEY);
    assertThat(verifications()).isEqualTo(1);
  }

  @Test
  void isUnavailableForARememberedTokenPastTheStaleLimit() {
    String token =
        issuer.token().expiresAt(issuer.clock().instant().plus(Duration.ofDays(2))).mint();
    validator.validate(token);
    issuer.stop();
    issuer.clock().advance(Duration.ofHours(12).minusSeconds(1));
    validator.validate(token);
    assertThat(verifications()).isEqualTo(1);

    issuer.clock().advance(Duration.ofSeconds(2));

    assertThat(unavailabilityOf(validator, token).retryAfter()).isPositive();
    assertThat(validator.tokenCache().tokens()).isZero();
  }

  @Test
  void staysWithinItsMemoryLimit() {
    try (AccessTokenValidator small = settings().tokenCacheBytes(64 * 1024).build()) {
      for (int i = 0; i < 60; i++) {
        small.validate(issuer.token().mint());
      }

      TokenCacheStatistics statistics = small.tokenCache();
      assertThat(statistics.tokens()).isBetween(10L, 45L);
      assertThat(statistics.evictions()).isEqualTo(60 - statistics.tokens());
    }
  }

  @Test
  void remembersTokensPerIssuer() {
    try (TestIssuer other = TestIssuer.builder().clock(issuer.clock()).start();
        AccessTokenValidator both =
            AccessTokenValidator.forIssuers(settings().build(), validatorFor(other).build())) {
      String ofOne = issuer.token().mint();
      String ofOther = other.token().mint();
      AccessToken one = both.validate(ofOne);
      AccessToken another = both.validate(ofOther);

      assertThat(both.validate(ofOne)).isSameAs(one);
      assertThat(both.validate(ofOther)).isSameAs(another);
      both.distrust(other.keys().current().keyId());
      assertThat(reasonOf(both, ofOther)).isEqualTo(Reason.DISTRUSTED_KEY);
      assertThat(both.validate(ofOne)).isSameAs(one);
      assertThat(reasonOf(validator, ofOther)).isEqualTo(Reason.UNKNOWN_KEY);
    }
  }

  private static BearerToken bearer(String token) {
    return BearerToken.fromAuthorization(List.of("Bearer " + token)).orElseThrow();
  }
}
