package dev.tokenvalidator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.Locale;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings for other issuers stop the start when they would accept too much. */
class OtherIssuersSettingsTest {

  private static AccessTokenValidatorBuilder good() {
    return AccessTokenValidator.builder()
        .issuer("https://t1.example")
        .audience("https://shopping.api");
  }

  private static InvalidSettingException refusal(
      String setting, UnaryOperator<AccessTokenValidatorBuilder> change) {
    AccessTokenValidatorBuilder builder = change.apply(good());
    InvalidSettingException refusal =
        assertThatExceptionOfType(InvalidSettingException.class)
            .isThrownBy(() -> builder.build().close())
            .actual();
    assertThat(refusal.setting()).isEqualTo(setting);
    assertThat(refusal).hasMessageStartingWith(setting + ": ");
    return refusal;
  }

  private static void assertStarts(UnaryOperator<AccessTokenValidatorBuilder> change) {
    assertThatNoException().isThrownBy(() -> change.apply(good()).build().close());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iss",
        "sub",
        "aud",
        "exp",
        "iat",
        "nbf",
        "jti",
        "azp",
        "nonce",
        "auth_time",
        "acr",
        "amr",
        "at_hash",
        "c_hash",
        "s_hash",
        "sid",
        "events",
        "sub_jwk",
        "_claim_names",
        "_claim_sources",
        "urn:openid:params:jwt:claim:rt_hash",
        "urn:openid:params:jwt:claim:auth_req_id",
        "name",
        "given_name",
        "family_name",
        "middle_name",
        "nickname",
        "preferred_username",
        "profile",
        "picture",
        "website",
        "email",
        "email_verified",
        "gender",
        "birthdate",
        "zoneinfo",
        "locale",
        "phone_number",
        "phone_number_verified",
        "address",
        "updated_at",
        "verified_claims",
        "client_id",
        "cnf",
        "organization_id",
        "org_id",
        "ver",
        "tid",
        "oid",
        "idp",
        "roles",
        "groups"
      })
  void refusesAnIdTokenClaimAsAccessTokenMark(String name) {
    assertThat(refusal("accessTokenMark", b -> b.acceptTypes("JWT").accessTokenMark(name)))
        .hasMessageContaining("\"" + name + "\"")
        .hasMessageContaining("typ=Bearer")
        .hasMessageContaining("token_use=access")
        .hasMessageContaining("cid");
    refusal("accessTokenMark", b -> b.acceptTypes("JWT").accessTokenMark(name, "machine-a"));
    refusal("accessTokenMark", b -> b.acceptMissingType().accessTokenMark(name));
    refusal("accessTokenMark", b -> b.acceptTypes("at+jwt", "JWT").accessTokenMark(name));
  }

  @ParameterizedTest
  @CsvSource({
    "typ, Bearer",
    "token_use, access",
    "token_type, access_token",
    "cid,",
    "cid, machine-a",
    "scp,",
    "scope,",
    "azpacr,",
    "appidacr,",
    "appid,",
    "uid,",
    "gty, client-credentials",
    "aut, APPLICATION",
    "kubernetes.io,",
    "repository_id,",
    "https://shopping.api/kind, access",
  })
  void acceptsTheMarksOfRealIssuers(String name, String value) {
    assertStarts(b -> marked(b.acceptTypes("JWT"), name, value));
    assertStarts(b -> marked(b.acceptMissingType(), name, value));
    assertStarts(b -> marked(b.acceptTypes("at+jwt", "JOSE").acceptMissingType(), name, value));
  }

  private static AccessTokenValidatorBuilder marked(
      AccessTokenValidatorBuilder builder, String name, String value) {
    return value == null ? builder.accessTokenMark(name) : builder.accessTokenMark(name, value);
  }

  @ParameterizedTest
  @CsvSource({
    "typ, typ=Bearer",
    "token_use, token_use=access",
    "token_type, give the value",
  })
  void refusesAMarkThatOtherTokensHaveWithAnotherValue(String name, String fix) {
    assertThat(refusal("accessTokenMark", b -> b.acceptTypes("JWT").accessTokenMark(name)))
        .hasMessageContaining(fix);
  }

  @ParameterizedTest
  @CsvSource({
    "typ, ID",
    "typ, id",
    "typ, Refresh",
    "typ, Offline",
    "typ, Logout",
    "typ, JWT",
    "token_use, id",
    "token_use, ID",
    "token_use, refresh",
    "token_type, id_token",
    "token_type, refresh-token",
  })
  void refusesTheMarkOfAnotherKindOfToken(String name, String value) {
    assertThat(refusal("accessTokenMark", b -> b.acceptTypes("JWT").accessTokenMark(name, value)))
        .hasMessageContaining("\"" + value + "\"")
        .hasMessageContaining("typ=Bearer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", " cid", "cid ", "cid\n", "\ttyp"})
  void refusesAMarkWithSurroundingSpace(String text) {
    refusal("accessTokenMark", b -> b.acceptTypes("JWT").accessTokenMark(text));
    refusal("accessTokenMark", b -> b.acceptTypes("JWT").accessTokenMark(text, "x"));
    refusal("accessTokenMark", b -> b.acceptTypes("JWT").accessTokenMark("token_use", text));
  }

  /** A mark with a null value must not match every value. */
  @Test
  void refusesANullMark() {
    refusal("accessTokenMark", b -> b.acceptTypes("JWT").accessTokenMark(nothing()));
    refusal("accessTokenMark", b -> b.acceptTypes("JWT").accessTokenMark("cid", nothing()));
    refusal("accessTokenMark", b -> b.acceptTypes("JWT").accessTokenMark(nothing(), "x"));
  }

  @Test
  void refusesAMarkThatIsNeverChecked() {
    assertThat(refusal("accessTokenMark", b -> b.accessTokenMark("token_use", "access")))
        .hasMessageContaining("acceptTypes")
        .hasMessageContaining("acceptMissingType")
        .hasMessageContaining("requireClaims");
    refusal("accessTokenMark", b -> b.accessTokenMark("cid"));
    refusal("accessTokenMark", b -> b.acceptTypes("at+jwt").accessTokenMark("cid"));
    refusal("accessTokenMark", b -> b.acceptTypes("application/AT+JWT").accessTokenMark("cid"));
    refusal("accessTokenMark", b -> b.acceptTypes("vendor-at+jwt").accessTokenMark("cid"));
  }

  /** Otherwise one of them would be dropped silently. */
  @Test
  void refusesASecondMark() {
    refusal(
        "accessTokenMark",
        b -> b.acceptTypes("JWT").accessTokenMark("token_use", "access").accessTokenMark("scope"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "logout+jwt",
        "secevent+jwt",
        "dpop+jwt",
        "oauth-authz-req+jwt",
        "client-authentication+jwt",
        "token-introspection+jwt",
        "authorization-grant+jwt",
        "oauth-id-jag+jwt",
        "oauth-client-attestation+jwt",
        "oauth-client-attestation-pop+jwt",
        "txntoken+jwt",
        "entity-statement+jwt",
        "trust-mark+jwt",
        "trust-mark-delegation+jwt",
        "trust-mark-status-response+jwt",
        "resolve-response+jwt",
        "explicit-registration-response+jwt",
        "jwk-set+jwt",
        "statuslist+jwt",
        "kb+jwt",
        "sd-jwt",
        "vc+sd-jwt",
        "dc+sd-jwt",
        "vp+sd-jwt",
        "example+sd-jwt",
        "provided-claims+jwt",
        "gnap-binding-jws",
        "gnap-binding-rotation-jwsd",
        "oauth-authz-resp+jwt",
        "userinfo+jwt",
        "wallet-unit-attestation+jwt",
        "vc+jwt",
        "vp+jwt",
        "openid4vci-proof+jwt",
        "openid4vci-issuer-metadata+jwt",
        "key-attestation+jwt",
        "wallet-attestation+jwt",
        "verifier-attestation+jwt",
        "eat+jwt",
        "wit+jwt",
        "wpt+jwt",
        "passport",
        "id+jwt",
        "id_token+jwt",
        "idtoken",
        "ID",
        "rt+jwt",
        "refresh+jwt",
        "JOSE+JSON"
      })
  void refusesTheTypesOfOtherTokens(String type) {
    for (String spelling :
        new String[] {
          type, type.toUpperCase(Locale.ROOT), "application/" + type, "Application/" + type
        }) {
      assertThat(refusal("acceptTypes", b -> b.acceptTypes(spelling)))
          .hasMessageContaining("\"" + spelling + "\"")
          .hasMessageContaining("at+jwt")
          .hasMessageContaining("accessTokenMark");
      refusal("acceptTypes", b -> b.acceptTypes("at+jwt", spelling));
      refusal("acceptTypes", b -> b.acceptTypes(spelling, "JWT").accessTokenMark("cid"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "application/",
        "APPLICATION/",
        "application/ ",
        " at+jwt",
        "at+jwt ",
        "at +jwt",
        "at+jwt\n",
        "at+jwt, JWT",
        "at+jwt;charset=utf-8",
        "\"at+jwt\"",
        "application/application/at+jwt",
        "text/at+jwt",
        "/at+jwt",
        "*",
        "*/*",
        "at\u2010jwt",
        "+jwt",
        "\u212Ab+jwt"
      })
  void refusesInvalidTypes(String type) {
    assertThat(refusal("acceptTypes", b -> b.acceptTypes(type))).hasMessageContaining("at+jwt");
    refusal("acceptTypes", b -> b.acceptTypes("at+jwt", type));
  }

  @Test
  void requiresAMarkForGenericTypes() {
    for (String plain : new String[] {"JWT", "jwt", "application/jwt", "JOSE", "jose", "JWS"}) {
      assertThat(refusal("accessTokenMark", b -> b.acceptTypes(plain)))
          .hasMessageContaining("typ=Bearer");
    }
  }

  @Test
  void acceptsTheAccessTokenTypesOfOtherIssuers() {
    assertStarts(b -> b.acceptTypes("at+jwt", "application/vendor-internal-at+jwt"));
    assertStarts(b -> b.acceptTypes("Bearer"));
    assertStarts(b -> b.acceptTypes("access_token"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iss",
        "sub",
        "aud",
        "exp",
        "iat",
        "nbf",
        "jti",
        "azp",
        "nonce",
        "auth_time",
        "acr",
        "amr",
        "at_hash",
        "c_hash",
        "sid",
        "events",
        "cnf",
        "act",
        "client_id",
        "organization_id",
        "name",
        "nickname",
        "preferred_username",
        "profile",
        "email",
        "updated_at",
        "",
        " ",
        " scope",
        "scope "
      })
  void refusesAScopeClaimWithAnotherMeaning(String name) {
    for (ScopeFormat format : ScopeFormat.values()) {
      assertThat(refusal("scopeClaim", b -> b.scopeClaim(name, format)))
          .hasMessageContaining("scp");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iss",
        "sub",
        "aud",
        "exp",
        "iat",
        "nbf",
        "jti",
        "nonce",
        "auth_time",
        "acr",
        "amr",
        "at_hash",
        "c_hash",
        "sid",
        "events",
        "cnf",
        "act",
        "scope",
        "scp",
        "organization_id",
        "name",
        "nickname",
        "preferred_username",
        "profile",
        "email",
        "updated_at",
        "",
        " ",
        " azp",
        "azp "
      })
  void refusesAClientIdClaimWithAnotherMeaning(String name) {
    assertThat(refusal("clientIdClaim", b -> b.clientIdClaim(name))).hasMessageContaining("azp");
  }

  @Test
  void refusesTheSameClaimForScopesAndClient() {
    refusal("clientIdClaim", b -> b.scopeClaim("roles", ScopeFormat.ARRAY).clientIdClaim("roles"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"scope", "scp", "roles", "permissions", "groups", "entitlements"})
  void acceptsClaimsThatListScopes(String name) {
    assertStarts(b -> b.scopeClaim(name, ScopeFormat.ARRAY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"client_id", "azp", "cid", "appid", "clientId", "repository_id"})
  void acceptsClaimsThatNameTheClient(String name) {
    assertStarts(b -> b.clientIdClaim(name));
  }

  @SuppressWarnings({
    "NullAway",
    "TypeParameterUnusedInFormals"
  }) // callers may ignore the annotations
  private static <T> T nothing() {
    return null;
  }
}
