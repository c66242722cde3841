package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.refusalOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import dev.tokenvalidator.TokenExplanation.Outcome;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TokenBuilder;
import dev.tokenvalidator.internal.settings.NamedValue;
import dev.tokenvalidator.internal.settings.SettingName;
import dev.tokenvalidator.internal.settings.ValidatorSetting;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * The hints for tokens of other issuers, in the shapes that these issuers write. A hint proposes a
 * setting for a proven token only, and what it proposes accepts that token.
 */
class HintsTest extends ValidatorTestBase {

  private static final String AUDIENCE = "https://shopping.api";

  @Test
  void namesBothWaysForATypeThatOtherTokensHave() {
    TokenBuilder keycloak = keycloakMachine().audience(AUDIENCE);

    assertThat(hintOf(keycloak))
        .contains("access.token.header.type.rfc9068=true")
        .contains("or set acceptTypes=at+jwt,JWT accessTokenMark=typ=Bearer");
    assertThat(settingsFor(keycloak))
        .containsExactly(
            entry("acceptTypes", "at+jwt,JWT"), entry("accessTokenMark", "typ=Bearer"));
    assertAccepted(keycloak);
  }

  @Test
  void namesTheMarkOfATokenWithoutType() {
    TokenBuilder cognito =
        issuer.token().withoutHeader("typ").claim("token_use", "access").audience(AUDIENCE);
    TokenBuilder okta =
        issuer
            .token()
            .withoutHeader("typ")
            .without("client_id")
            .without("scope")
            .claim("cid", "0oaclient")
            .claim("jti", "AT.0mP4")
            .claim("scp", List.of("read:products"));

    assertThat(settingsFor(cognito))
        .containsExactly(
            entry("acceptMissingType", "true"), entry("accessTokenMark", "token_use=access"));
    assertAccepted(cognito);
    assertThat(settingsFor(okta))
        .containsOnly(
            entry("acceptMissingType", "true"),
            entry("accessTokenMark", "cid"),
            entry("clientIdClaim", "cid"),
            entry("scopeClaim", "scp"),
            entry("scopeFormat", "array"));
    assertThat(assertAccepted(okta).scopes()).containsExactly("read:products");
  }

  /** Spring Authorization Server: its access tokens and ID tokens cannot be told apart. */
  @Test
  void proposesNoTypeWithoutAMark() {
    TokenBuilder spring =
        issuer
            .token()
            .withoutHeader("typ")
            .without("client_id")
            .subject("warehouse")
            .audience("warehouse")
            .claim("scope", List.of("read:products"));

    assertThat(hintOf(spring))
        .contains("OAuth2TokenCustomizer")
        .contains("the audience is the client id")
        .contains("scopeFormat=array")
        .doesNotContain("acceptMissingType");
    assertThat(settingsFor(spring)).containsExactly(entry("scopeFormat", "array"));
  }

  /** A custom claim of an ID token may have the name of a mark. */
  @Test
  void takesNoClaimForAMarkWithoutTheOthersOfItsIssuer() {
    for (TokenBuilder token :
        List.of(
            issuer.token().type("JWT").claim("cid", "customer-7"),
            issuer.token().type("JWT").claim("azpacr", "x").claim("tid", "t").claim("ver", "2.0"),
            issuer.token().type("JWT").claim("appidacr", "1"))) {
      assertThat(hintOf(token)).contains("this may be an ID token");
      assertThat(settingsFor(token)).isEmpty();
    }
  }

  /** Two names that are no local ones may be two tenants with the same keys. */
  @Test
  void proposesNoOtherIssuerElsewhere() {
    String keys = issuer.keys().jwkSet();
    try (AccessTokenValidator remote =
        AccessTokenValidator.builder()
            .issuer("https://a.example/oidc")
            .audience(AUDIENCE)
            .jwkSet(keys)
            .clock(issuer.clock(), issuer.clock())
            .build()) {
      TokenExplanation explained =
          remote.explain(issuer.token().issuer("https://b.example/oidc").mint());

      assertThat(explained.proven()).isTrue();
      assertThat(explained.settings()).isEmpty();
    }
  }

  /** A compromised key is no proof, by no algorithm. */
  @Test
  void proposesNothingForADistrustedKey() {
    try (TestIssuer rsa = TestIssuer.builder().clock(issuer.clock()).algorithm("RS256").start();
        AccessTokenValidator strict = validatorFor(rsa).build()) {
      strict.distrust(rsa.keys().current().keyId());
      String token = rsa.token().signedBy(rsa.keys().current().withAlgorithm("RS512")).mint();

      assertThat(refusalOf(strict, token).reason()).isEqualTo(Reason.DISTRUSTED_KEY);
      assertThat(strict.explain(token).settings()).isEmpty();
      assertThat(strict.explain(token).proven()).isFalse();
    }
  }

  @Test
  void asksTheRulesOfTheApplicationOnce() {
    AtomicInteger asked = new AtomicInteger();
    try (AccessTokenValidator strict =
        validatorFor(issuer)
            .requireClaims(
                "once",
                token -> {
                  asked.incrementAndGet();
                  return false;
                })
            .build()) {
      assertThat(refusalOf(strict, issuer.token().mint()).reason()).isEqualTo(Reason.CLAIMS_RULE);
      assertThat(asked).hasValue(1);
    }
  }

  @Test
  void proposesNothingForAnIdToken() {
    for (TokenBuilder idToken :
        List.of(
            issuer.token().idToken(),
            issuer.token().idToken().type("JWT"),
            keycloakMachine().claim("typ", "ID"),
            keycloakMachine().claim("nonce", "n"),
            issuer.token().type("JWT").claim("token_use", "id"),
            issuer.token().type("JWT").claim("typ", "Refresh"),
            issuer.token().type("JWT").claim("events", Map.of("logout", Map.of())),
            issuer.token().type("logout+jwt"))) {
      assertThat(hintOf(idToken)).containsIgnoringCase("let the client send the access token");
      assertThat(settingsFor(idToken)).isEmpty();
    }
  }

  /** Nobody needs to know what would make it an access token. */
  @Test
  void saysNothingElseOfAnIdToken() {
    TokenBuilder idToken =
        keycloakMachine()
            .claim("typ", "ID")
            .claim("at_hash", "h")
            .without("client_id")
            .audience(issuer.app().id());

    assertThat(hintOf(idToken))
        .startsWith("not an access token")
        .endsWith("let the client send the access token");
    try (AccessTokenValidator lenient =
        validatorFor(issuer)
            .acceptTypes("at+jwt", "JWT")
            .accessTokenMark("typ", "Bearer")
            .clientIdClaim("azp")
            .build()) {
      assertThat(refusalOf(lenient, idToken.mint()).explanation().hint().orElseThrow())
          .startsWith("not an access token")
          .endsWith("let the client send the access token");
    }
  }

  @Test
  void saysWhatWritesAnAudienceWhereThereIsNone() {
    assertThat(hintOf(issuer.token().without("aud")))
        .contains("the issuer writes no audience")
        .contains("an audience mapper")
        .contains(AUDIENCE)
        .contains("resource");
    assertThat(settingsFor(issuer.token().without("aud"))).isEmpty();
  }

  @Test
  void saysWhatWritesAnAudienceWhereKeycloakWritesAccount() {
    assertThat(hintOf(issuer.token().audience("account")))
        .contains("Keycloak's own audience")
        .contains("audience mapper");
    assertThat(settingsFor(issuer.token().audience("account"))).isEmpty();
  }

  @Test
  void acceptsNoClientIdAsAudience() {
    TokenBuilder token = issuer.token().audience(issuer.app().id());

    assertThat(hintOf(token)).contains("the audience is the client id").contains(AUDIENCE);
    assertThat(settingsFor(token)).isEmpty();
  }

  @Test
  void recognizesLogtosManagementApi() {
    TokenBuilder token = issuer.token().audience("https://t1.logto.app/api");

    assertThat(hintOf(token)).contains("Logto's Management API").contains("resource=" + AUDIENCE);
    assertThat(settingsFor(token)).isEmpty();
  }

  @Test
  void namesTheClaimsThatMayNameTheClient() {
    TokenBuilder token = issuer.token().without("client_id").claim("azp", "warehouse");

    assertThat(hintOf(token)).contains("azp (\"warehouse\")").contains("clientIdClaim=azp");
    assertThat(settingsFor(token)).containsExactly(entry("clientIdClaim", "azp"));
    assertThat(assertAccepted(token).clientId()).isEqualTo("warehouse");
    assertThat(hintOf(issuer.token().without("client_id")))
        .contains("let the issuer name the client in client_id");
  }

  @Test
  void namesTheFormatOfTheScopes() {
    TokenBuilder token = issuer.token().claim("scope", List.of("read:products"));

    assertThat(hintOf(token)).contains("set scopeFormat=array");
    assertThat(assertAccepted(token).scopes()).containsExactly("read:products");
  }

  @Test
  void namesTheClaimThatMayListTheScopes() {
    AccessToken entra =
        validator.validate(
            issuer.token().without("scope").claim("roles", List.of("read:products")).mint());

    InsufficientScopeException refusal =
        catchThrowableOfType(
            InsufficientScopeException.class, () -> Access.allOf("read:products").check(entra));

    assertThat(refusal.explanation().hint().orElseThrow())
        .contains("set scopeClaim=roles and scopeFormat=array")
        .contains("in a person's token these may be rights of the person");
  }

  /** Keycloak grants scopes that nobody asked for, so a token without scopes is rare there. */
  @Test
  void saysWhatGrantsAScopeWhereThereAreOthers() {
    AccessToken keycloak = validator.validate(issuer.token().scope("profile", "email").mint());

    InsufficientScopeException refusal =
        catchThrowableOfType(
            InsufficientScopeException.class, () -> Access.allOf("read:products").check(keycloak));

    assertThat(refusal.explanation().hint().orElseThrow())
        .contains("let the client request what is missing (parameter scope of its token request)")
        .contains("Keycloak: by a client scope of that name")
        .doesNotContain("set ");
  }

  @Test
  void tellsAllDifferencesAtOnce() {
    TokenBuilder token =
        keycloakMachine()
            .without("client_id")
            .claim("azp", "warehouse")
            .audience("account")
            .claim("scope", List.of("read:products"));

    assertThat(hintOf(token))
        .contains("accessTokenMark=typ=Bearer")
        .contains("clientIdClaim=azp")
        .contains("Keycloak's own audience")
        .contains("scopeFormat=array")
        .endsWith(
            "settings together: acceptTypes=at+jwt,JWT accessTokenMark=typ=Bearer"
                + " clientIdClaim=azp scopeFormat=array");
    Map<String, String> settings = settingsFor(token);
    TokenBuilder repairedAtIssuer = token.audience(AUDIENCE);
    try (AccessTokenValidator other = with(settings)) {
      assertThat(other.validate(repairedAtIssuer.mint()).clientId()).isEqualTo("warehouse");
    }
  }

  @Test
  void namesTheSettingsForAnIssuerWithAnotherNameInContainers() {
    TokenBuilder token = issuer.token().issuer("http://localhost:8080/oidc");

    assertThat(hintOf(token))
        .contains("issuer=http://localhost:8080/oidc jwksUri=" + issuer.issuer() + "/jwks")
        .contains("then tokens that name the configured issuer are refused");
    assertAccepted(token);
    assertThat(hintOf(issuer.token().issuer("http://localhost:8080/realms/other")))
        .contains("in the name of another issuer");
    assertThat(settingsFor(issuer.token().issuer("http://localhost:8080/realms/other"))).isEmpty();
  }

  @Test
  void recognizesTimesInMilliseconds() {
    long millis = issuer.clock().instant().plusSeconds(600).toEpochMilli();

    assertThat(hintOf(issuer.token().claim("exp", millis))).contains("it is in milliseconds");
  }

  /** Most crypto libraries write signatures in DER. */
  @Test
  void recognizesASignatureInDer() {
    String token = issuer.token().derSignature().mint();

    InvalidTokenException refusal = refusalOf(validator, token);

    assertThat(refusal.reason()).isEqualTo(Reason.BAD_SIGNATURE);
    assertThat(refusal.explanation().found()).contains("DER").contains("RFC 7518 section 3.4");
  }

  /** Logto's keys for RSA have no alg either. */
  @Test
  void namesTheAlgorithmOfAKeyThatDoesNotSay() {
    for (String algorithm : List.of("RS512", "PS256")) {
      try (TestIssuer rsa = TestIssuer.builder().clock(issuer.clock()).algorithm("RS256").start();
          AccessTokenValidator strict = validatorFor(rsa).build();
          AccessTokenValidator set =
              validatorFor(rsa)
                  .algorithms(SignatureAlgorithm.named(algorithm).orElseThrow())
                  .build()) {
        String token = rsa.token().signedBy(rsa.keys().current().withAlgorithm(algorithm)).mint();
        String unproven = token.substring(0, token.length() - 8) + "AAAAAAAA";

        InvalidTokenException refusal = refusalOf(strict, token);
        assertThat(refusal.reason()).isEqualTo(Reason.ALGORITHM_MISMATCH);
        assertThat(refusal.explanation().hint().orElseThrow())
            .contains("set algorithms=" + algorithm);
        assertThat(strict.explain(token).settings())
            .containsExactly(entry("algorithms", algorithm));
        assertThat(set.validate(token).clientId()).isEqualTo(rsa.app().id());
        assertThat(refusalOf(strict, unproven).explanation().hint()).isEmpty();
        assertThat(strict.explain(unproven).settings()).isEmpty();
      }
    }
  }

  @Test
  void showsAllOfALongAudience() {
    String audience = "https://api.example/" + "a".repeat(300);

    assertThat(refusalOf(validator, issuer.token().audience(audience).mint()).explanation().found())
        .contains(audience);
  }

  private TokenBuilder keycloakMachine() {
    return issuer
        .token()
        .type("JWT")
        .claim("typ", "Bearer")
        .claim("azp", issuer.app().id())
        .claim("acr", "1");
  }

  /** The hint of the refusal; and none that proposes a setting if the token is not proven. */
  private String hintOf(TokenBuilder token) {
    InvalidTokenException refusal = refusalOf(validator, token.mint());
    assertThat(refusalOf(validator, unproven(token)).explanation().hint().orElse(""))
        .doesNotContain("set ")
        .doesNotContain("=");
    return refusal.explanation().hint().orElse("");
  }

  private Map<String, String> settingsFor(TokenBuilder token) {
    TokenExplanation explained = validator.explain(token.mint());
    assertThat(explained.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(validator.explain(unproven(token)).settings()).isEmpty();
    return explained.settings();
  }

  /** The same with the signature of another token. */
  private String unproven(TokenBuilder token) {
    String text = token.mint();
    String other = issuer.token().subject("other").mint();
    return text.substring(0, text.lastIndexOf('.')) + other.substring(other.lastIndexOf('.'));
  }

  private AccessToken assertAccepted(TokenBuilder token) {
    try (AccessTokenValidator other = with(settingsFor(token))) {
      return other.validate(token.mint());
    }
  }

  /** Applies the settings as an operator does, by name. */
  private AccessTokenValidator with(Map<String, String> settings) {
    AccessTokenValidatorBuilder builder =
        settings.containsKey("issuer")
            ? AccessTokenValidator.builder()
                .audience(AUDIENCE)
                .clock(issuer.clock(), issuer.clock())
            : validatorFor(issuer);
    Map<ValidatorSetting, NamedValue> values = new EnumMap<>(ValidatorSetting.class);
    for (ValidatorSetting setting : ValidatorSetting.values()) {
      String name = SettingName.inCamelCase(setting);
      if (settings.containsKey(name)) {
        values.put(setting, NamedValue.of(name, settings.get(name)));
      }
    }
    assertThat(values).hasSameSizeAs(settings);
    values.forEach((setting, value) -> setting.apply(builder, value, values));
    return builder.build();
  }
}
