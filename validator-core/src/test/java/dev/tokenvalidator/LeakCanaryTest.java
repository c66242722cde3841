package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.refusalOf;
import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TokenBuilder;
import dev.tokenvalidator.keys.KeySetEvent;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No exception, log line, report or {@code toString} shows a token or its private claims. */
class LeakCanaryTest extends IssuerTestBase {

  private static final String SECRET = "canary-4711";

  /** A part of a token long enough never to match by chance. */
  private static final int PART = 12;

  private final Texts texts = new Texts();

  @AfterEach
  void close() {
    texts.close();
  }

  @ParameterizedTest
  @Tag("S27")
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"INTERNAL_ERROR", "SIGNATURE_PROVIDER_FAILED"})
  void hidesARefusedToken(Reason reason) {
    AccessTokenValidatorBuilder settings = validatorFor(issuer).listener(texts);
    switch (reason) {
      case NOT_AN_ACCESS_TOKEN -> settings.acceptTypes("JWT").accessTokenMark("scope");
      case ISSUED_IN_THE_FUTURE, TOO_OLD -> settings.maximumTokenAge(Duration.ofMinutes(5));
      case ORGANIZATION_REQUIRED -> settings.organizations(OrganizationTokens.REQUIRED);
      case CLAIMS_RULE -> settings.requireClaims("nobody", token -> false);
      default -> {}
    }
    String token = bad(reason);
    try (AccessTokenValidator validator = settings.build()) {
      if (reason == Reason.DISTRUSTED_KEY) {
        validator.distrust(issuer.keys().current().keyId());
      }
      InvalidTokenException refusal = refusalOf(validator, token);

      assertThat(refusal.reason()).isEqualTo(reason);
      texts.add(refusal);
      texts.add(refusal.explanation().toString());
    }
    assertHidden(token, 4);
  }

  private String bad(Reason reason) {
    Instant now = issuer.clock().instant();
    TokenBuilder token = marked();
    return switch (reason) {
      case TOO_LARGE -> token.claim("padding", SECRET.repeat(1_600)).mint();
      case OPAQUE -> SECRET + "-" + issuer.opaqueToken();
      case ENCRYPTED -> token.edited(text -> text + "." + SECRET + "." + SECRET).mint();
      case MALFORMED -> token.rawHeader("{\"alg\":\"ES384\",\"" + SECRET + "\":}").mint();
      case UNSUPPORTED_CRITICAL_HEADER -> token.header("crit", List.of(SECRET)).mint();
      case UNSUPPORTED_ALGORITHM -> token.unsigned().mint();
      case WRONG_TYPE -> token.type("JWT").mint();
      case WRONG_ISSUER -> token.issuer("https://other.example").mint();
      case UNKNOWN_KEY -> token.keyId("unknown").mint();
      case AMBIGUOUS_KEY -> {
        issuer.keys().rotateKeepingOld();
        yield token.withoutHeader("kid").mint();
      }
      case ALGORITHM_MISMATCH -> token.header("alg", "ES256").mint();
      case BAD_SIGNATURE -> token.forgedBy(SigningKey.generate("ES384")).mint();
      case MALFORMED_CLAIMS_SET -> token.rawPayload("{\"a\":" + SECRET + "}").mint();
      case MISSING_CLAIM -> token.without("sub").mint();
      case MALFORMED_CLAIM -> token.claim("sub", List.of(SECRET)).mint();
      case WRONG_AUDIENCE -> token.audience("https://other.api").mint();
      case EXPIRED -> token.expired().mint();
      case NOT_YET_VALID -> token.notBefore(now.plusSeconds(3600)).mint();
      case ISSUED_IN_THE_FUTURE -> token.issuedAt(now.plusSeconds(3600)).mint();
      case TOO_OLD -> token.issuedAt(now.minusSeconds(600)).mint();
      case SENDER_CONSTRAINED -> token.claim("cnf", Map.of("jkt", SECRET)).mint();
      case NOT_AN_ACCESS_TOKEN -> token.type("JWT").claim("nonce", SECRET).mint();
      case ORGANIZATION_NOT_ALLOWED -> token.organizationId(SECRET).mint();
      case DISTRUSTED_KEY, ORGANIZATION_REQUIRED, CLAIMS_RULE -> token.mint();
      case INTERNAL_ERROR, SIGNATURE_PROVIDER_FAILED ->
          throw new IllegalArgumentException(reason + " is for no token");
    };
  }

  @ParameterizedTest
  @Tag("S27")
  @ValueSource(strings = {"exp", "nbf", "iat", "scope", "jti", "iss", "aud", "client_id"})
  void hidesAMalformedClaim(String claim) {
    String token = marked().claim(claim, Map.of(SECRET, SECRET)).mint();
    try (AccessTokenValidator validator = validatorFor(issuer).listener(texts).build()) {
      texts.add(refusalOf(validator, token));
    }
    assertHidden(token, 3);
  }

  @Test
  @Tag("S27")
  void hidesTheTokenWhenKeysAreUnavailable() {
    String token = marked().mint();
    issuer.stop();
    try (AccessTokenValidator validator = validatorFor(issuer).listener(texts).build()) {
      texts.add(unavailabilityOf(validator, token));
    }
    assertHidden(token, 3);
  }

  @Test
  @Tag("S27")
  void hidesATokenOfAnUnknownIssuer() {
    String token = marked().issuer("https://other.example").mint();
    try (AccessTokenValidator first = validatorFor(issuer).listener(texts).build();
        AccessTokenValidator second =
            AccessTokenValidator.builder().issuer("https://b.example").audience("urn:b").build()) {
      texts.add(refusalOf(AccessTokenValidator.forIssuers(first, second), token));
    }
    assertHidden(token, 3);
  }

  @Test
  @Tag("S27")
  void hidesTheClaimsOfAValidToken() {
    String token = marked().scope("read:products").mint();
    BearerToken bearerToken =
        BearerToken.fromAuthorization(List.of("Bearer " + token)).orElseThrow();
    try (AccessTokenValidator validator = validatorFor(issuer).listener(texts).build()) {
      AccessToken valid = validator.validate(bearerToken);

      assertThat(valid.subject()).isEqualTo(SECRET);
      texts.add(bearerToken.toString());
      texts.add(valid.toString());
      texts.add(catchThrowable(() -> valid.claim("email", Long.class)));
      texts.add(catchThrowable(() -> Access.allOf("admin").check(valid)));
    }
    assertHidden(token, 5);
  }

  @ParameterizedTest
  @Tag("S27")
  @ValueSource(
      strings = {
        "Bearer " + SECRET + " " + SECRET,
        "Bearer \t" + SECRET,
        "Bearer " + SECRET + "\u00e9",
        "Bearer " + SECRET + ", Bearer " + SECRET,
        "=" + SECRET
      })
  void hidesAMalformedHeader(String header) {
    texts.add(catchThrowable(() -> BearerToken.fromAuthorization(List.of(header))));
    texts.add(catchThrowable(() -> BearerToken.fromAuthorization(List.of(header, header))));

    assertHidden(header, 2);
  }

  private TokenBuilder marked() {
    return issuer
        .token()
        .header("cty", SECRET)
        .header("jku", "https://" + SECRET)
        .header(SECRET, SECRET)
        .subject(SECRET)
        .claim("jti", SECRET)
        .claim("scope", SECRET + " " + SECRET + "2")
        .claim("email", SECRET)
        .claim(SECRET, Map.of(SECRET, List.of(SECRET)));
  }

  private void assertHidden(String token, int atLeast) {
    assertThat(texts.all())
        .hasSizeGreaterThanOrEqualTo(atLeast)
        .allSatisfy(text -> assertThat(text).doesNotContain(SECRET));
    for (int i = 0; i + PART <= token.length(); i++) {
      String part = token.substring(i, i + PART);
      assertThat(texts.all()).noneMatch(text -> text.contains(part));
    }
  }

  /** Collects every text: log lines, reports to the listener and exceptions. */
  private static final class Texts extends Handler implements ValidatorListener {

    private final Logger logger = Logger.getLogger("dev.tokenvalidator");
    private final List<String> all = new CopyOnWriteArrayList<>();

    Texts() {
      logger.setLevel(Level.ALL);
      logger.setUseParentHandlers(false);
      logger.addHandler(this);
    }

    List<String> all() {
      return all;
    }

    void add(String text) {
      all.add(text);
    }

    /** Adds the stack trace with all causes. */
    void add(Throwable thrown) {
      StringWriter text = new StringWriter();
      thrown.printStackTrace(new PrintWriter(text, true));
      all.add(text.toString());
    }

    @Override
    public void accepted(AccessToken token) {
      all.add(token.toString());
    }

    @Override
    public void refused(Refusal refusal) {
      all.add(refusal.toString());
    }

    @Override
    public void keySetChanged(KeySetEvent event) {
      all.add(event.toString());
    }

    @Override
    public void publish(LogRecord line) {
      all.add(line.getMessage());
      if (line.getThrown() != null) {
        add(line.getThrown());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
      logger.setLevel(null);
      logger.setUseParentHandlers(true);
    }
  }
}
