package dev.tokenvalidator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A wrong setting stops the start, and the message names it. */
class SettingsTest {

  private static final String KEYS = "{\"keys\":[" + SigningKey.generate("ES256").jwk() + "]}";

  private static AccessTokenValidatorBuilder good() {
    return AccessTokenValidator.builder()
        .issuer("https://t1.example/oidc")
        .audience("https://shopping.api");
  }

  private static void refuses(String setting, UnaryOperator<AccessTokenValidatorBuilder> change) {
    AccessTokenValidatorBuilder builder = change.apply(good());
    InvalidSettingException refusal =
        assertThatExceptionOfType(InvalidSettingException.class)
            .isThrownBy(() -> builder.build().close())
            .actual();
    assertThat(refusal.setting()).isEqualTo(setting);
    assertThat(refusal).hasMessageStartingWith(setting + ": ");
  }

  @Test
  void startsWithIssuerAndAudienceOnly() {
    try (AccessTokenValidator validator = good().build()) {
      assertThat(validator.issuers()).containsExactly("https://t1.example/oidc");
      assertThat(validator.organizations()).isEqualTo(OrganizationTokens.REFUSED);
    }
  }

  @Test
  void acceptsALogtoEndpointWithAndWithoutTrailingSlash() {
    for (String endpoint : new String[] {"https://t1.logto.app", "https://t1.logto.app/"}) {
      try (AccessTokenValidator validator =
          AccessTokenValidator.builder().logtoEndpoint(endpoint).audience("a").build()) {
        assertThat(validator.issuers()).containsExactly("https://t1.logto.app/oidc");
      }
    }
  }

  @Test
  void refusesAMissingIssuer() {
    InvalidSettingException refusal =
        assertThatExceptionOfType(InvalidSettingException.class)
            .isThrownBy(() -> AccessTokenValidator.builder().audience("a").build())
            .actual();
    assertThat(refusal.setting()).isEqualTo("issuer");
  }

  @Test
  void refusesAnInvalidIssuer() {
    refuses("issuer", b -> b.issuer(" "));
    refuses("issuer", b -> b.issuer("t1.example"));
    refuses("issuer", b -> b.issuer("http://t1.example/oidc"));
    refuses("issuer", b -> b.issuer("https://t1.example/oidc#x"));
    refuses("issuer", b -> b.issuer("https://t1.example/oidc?x=y"));
    refuses("issuer", b -> b.issuer("https://user@t1.example/oidc"));
    refuses("issuer", b -> b.issuer("https://t1 example"));
    refuses("issuer", b -> b.issuer("file:///etc/passwd"));
    refuses("issuer", b -> b.logtoEndpoint("https://t1.example"));
  }

  @Test
  void acceptsAPlainHttpIssuerWhenKeysComeFromElsewhere() {
    try (AccessTokenValidator validator =
        good().issuer("http://inside:3001/oidc").jwkSet(KEYS).build()) {
      assertThat(validator.issuers()).containsExactly("http://inside:3001/oidc");
    }
    try (AccessTokenValidator validator =
        good()
            .issuer("http://outside/oidc")
            .jwksUri(URI.create("https://inside.example/keys"))
            .build()) {
      assertThat(validator.issuers()).containsExactly("http://outside/oidc");
    }
  }

  @Test
  void refusesAnInvalidLogtoEndpoint() {
    for (String endpoint :
        new String[] {
          "https://t1.logto.app/oidc",
          "https://t1.logto.app/oidc/",
          "https://t1.logto.app/oidc//",
          "https://t1.logto.app/OIDC",
          "https://t1.logto.app/oidc/.well-known/openid-configuration",
          "https://t1.logto.app/.well-known/openid-configuration",
          "https://t1.logto.app//",
          "https://t1.logto.app//x",
          "https://t1.logto.app/./",
          "https://t1.logto.app/../x",
          "t1.logto.app",
          "https://t1.logto.app?x",
          ""
        }) {
      InvalidSettingException refusal =
          assertThatExceptionOfType(InvalidSettingException.class)
              .as(endpoint)
              .isThrownBy(
                  () ->
                      AccessTokenValidator.builder()
                          .logtoEndpoint(endpoint)
                          .audience("a")
                          .build()
                          .close())
              .actual();
      assertThat(refusal.setting()).isEqualTo("logtoEndpoint");
    }
  }

  @Test
  void refusesAMissingOrInvalidAudience() {
    InvalidSettingException refusal =
        assertThatExceptionOfType(InvalidSettingException.class)
            .isThrownBy(() -> AccessTokenValidator.builder().issuer("https://t1.example").build())
            .actual();
    assertThat(refusal.setting()).isEqualTo("audience");
    refuses("audience", b -> b.audience((String) nothing()));
    refuses("audience", b -> b.audience(""));
    refuses("audience", b -> b.audience(" https://shopping.api"));
    refuses("audience", b -> b.audience("https://shopping.api "));
    refuses("audience", b -> b.audience("https://shopping.api\n"));
    refuses("audience", b -> b.audience("https://shopping.api\r\nhttps://other.api"));
    refuses("audience", b -> b.audience("urn:logto:resource:organizations"));
    refuses("audience", b -> b.organizations(OrganizationTokens.BY_AUDIENCE));
  }

  @Test
  void refusesAnInvalidJwksUri() {
    refuses("jwksUri", b -> b.jwksUri(URI.create("http://t1.example/keys")));
    refuses("jwksUri", b -> b.jwksUri(URI.create("/keys")));
    refuses("jwksUri", b -> b.jwksUri(URI.create("https://user:pw@t1.example/keys")));
    refuses("jwksUri", b -> b.jwksUri(URI.create("file:///keys")));
  }

  @Test
  void refusesAnInvalidJwkSet() {
    refuses("jwkSet", b -> b.jwkSet(""));
    refuses("jwkSet", b -> b.jwkSet("{}"));
    refuses("jwkSet", b -> b.jwkSet("{\"keys\":[]}"));
    refuses("jwkSet", b -> b.jwkSet("{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}"));
    String secret = KEYS.replace("]}", ",{\"kty\":\"oct\",\"k\":\"AAAA\"}]}");
    refuses("jwkSet", b -> b.jwkSet(secret));
    refuses("jwkSet", b -> b.jwkSet(KEYS).jwksUri(URI.create("https://t1.example/keys")));
  }

  @Test
  void refusesAnInvalidHostForPlainHttp() {
    refuses("allowPlainHttp", b -> b.allowPlainHttp("http://logto"));
    refuses("allowPlainHttp", b -> b.allowPlainHttp("logto:3001"));
    refuses("allowPlainHttp", b -> b.allowPlainHttp("*"));
    refuses("allowPlainHttp", b -> b.allowPlainHttp(""));
  }

  @Test
  void allowsPlainHttpForTheNamedHostOnly() {
    refuses("issuer", b -> b.issuer("http://logto.evil:3001/oidc").allowPlainHttp("logto"));
    try (AccessTokenValidator validator =
        good().issuer("http://logto:3001/oidc").allowPlainHttp("LOGTO").build()) {
      assertThat(validator.issuers()).containsExactly("http://logto:3001/oidc");
    }
  }

  @Test
  void refusesInvalidAlgorithmsTimesTypesAndClaims() {
    refuses("algorithms", AccessTokenValidatorBuilder::algorithms);
    refuses("clockSkew", b -> b.clockSkew(Duration.ofSeconds(-1)));
    refuses("clockSkew", b -> b.clockSkew(Duration.ofMinutes(11)));
    refuses("maximumTokenAge", b -> b.maximumTokenAge(Duration.ZERO));
    refuses("fetchTimeout", b -> b.fetchTimeout(Duration.ofMinutes(1)));
    refuses("acceptTypes", AccessTokenValidatorBuilder::acceptTypes);
    refuses("acceptTypes", b -> b.acceptTypes(" "));
    refuses("accessTokenMark", b -> b.acceptTypes("JWT"));
    refuses("accessTokenMark", b -> b.acceptTypes("application/jwt"));
    refuses("accessTokenMark", AccessTokenValidatorBuilder::acceptMissingType);
    refuses("accessTokenMark", b -> b.accessTokenMark(""));
    refuses("scopeClaim", b -> b.scopeClaim("", ScopeFormat.STRING));
    refuses("clientIdClaim", b -> b.clientIdClaim(" "));
    refuses("requireClaims", b -> b.requireClaims("", token -> true));
  }

  @Test
  void refusesSizesOutOfRange() {
    refuses("tokenCacheBytes", b -> b.tokenCacheBytes(-1));
    refuses("tokenCacheBytes", b -> b.tokenCacheBytes(1024));
    refuses("tokenCacheBytes", b -> b.tokenCacheBytes(Long.MAX_VALUE));
    refuses("concurrentVerifications", b -> b.concurrentVerifications(0));
    refuses("concurrentVerifications", b -> b.concurrentVerifications(1025));
  }

  /** Otherwise one of the two would be skipped silently. */
  @Test
  void refusesTwoRulesWithTheSameName() {
    refuses(
        "requireClaims",
        b -> b.requireClaims("own", token -> false).requireClaims("own", token -> true));
  }

  @Test
  void hidesCredentialsInItsMessages() {
    List<UnaryOperator<AccessTokenValidatorBuilder>> changes =
        List.of(
            b -> b.issuer("https://user:pa55@t1.example/oidc"),
            b -> b.issuer("https://user:pa55@t1 example/oidc"),
            b -> b.jwksUri(URI.create("https://user:pa55@t1.example/keys")),
            b -> b.allowPlainHttp("user:pa55@logto"));
    for (UnaryOperator<AccessTokenValidatorBuilder> change : changes) {
      assertThatExceptionOfType(InvalidSettingException.class)
          .isThrownBy(() -> change.apply(good()).build().close())
          .withMessageNotContaining("pa55");
    }
  }

  @Test
  void refusesNullSettings() {
    refuses("clockSkew", b -> b.clockSkew(nothing()));
    refuses("fetchTimeout", b -> b.fetchTimeout(nothing()));
    refuses("scopeClaim", b -> b.scopeClaim(nothing(), ScopeFormat.STRING));
    refuses("scopeClaim", b -> b.scopeClaim("scope", nothing()));
    refuses("clientIdClaim", b -> b.clientIdClaim(nothing()));
    refuses("organizations", b -> b.organizations(nothing()));
    refuses("requireClaims", b -> b.requireClaims("own", nothing()));
    refuses("requireClaims", b -> b.requireClaims(nothing(), token -> true));
    refuses("clock", b -> b.clock(nothing(), System::nanoTime));
    refuses("clock", b -> b.clock(InstantSource.system(), nothing()));
    refuses("listener", b -> b.listener(nothing()));
  }

  @SuppressWarnings({
    "NullAway",
    "TypeParameterUnusedInFormals"
  }) // callers may ignore the annotations
  private static <T> T nothing() {
    return null;
  }

  @Test
  void refusesAnHttpClientThatFollowsRedirects() {
    HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();

    refuses("httpClient", b -> b.httpClient(client));
  }

  @Test
  void refusesConflictingIssuers() {
    try (AccessTokenValidator one = good().jwkSet(KEYS).build();
        AccessTokenValidator two = good().jwkSet(KEYS).build();
        AccessTokenValidator other =
            good()
                .issuer("https://t2.example")
                .jwkSet(KEYS)
                .organizations(OrganizationTokens.REQUIRED)
                .build()) {
      assertThat(
              assertThatExceptionOfType(InvalidSettingException.class)
                  .isThrownBy(() -> AccessTokenValidator.forIssuers(one, two))
                  .actual()
                  .setting())
          .isEqualTo("issuer");
      assertThat(
              assertThatExceptionOfType(InvalidSettingException.class)
                  .isThrownBy(() -> AccessTokenValidator.forIssuers(one, other))
                  .actual()
                  .setting())
          .isEqualTo("organizations");
    }
  }

  @Test
  void acceptsOnlyTheConfiguredAlgorithms() {
    try (TestIssuer issuer = TestIssuer.start();
        AccessTokenValidator validator =
            Validators.validatorFor(issuer).algorithms(SignatureAlgorithm.RS256).build()) {
      assertThat(Validators.reasonOf(validator, issuer.token().mint()))
          .isEqualTo(Reason.UNSUPPORTED_ALGORITHM);
      issuer.keys().rotate("RS256");
      assertThat(validator.validate(issuer.token().mint()).clientId()).isEqualTo(issuer.app().id());
    }
  }
}
