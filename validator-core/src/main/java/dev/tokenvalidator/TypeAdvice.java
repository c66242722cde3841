package dev.tokenvalidator;

import dev.tokenvalidator.TokenExplanation.Advice;
import dev.tokenvalidator.internal.text.Quoted;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What to do about a proven token whose type is not accepted. Proposes settings only for a token
 * with a claim that no ID token, logout token or refresh token of a known issuer has.
 */
final class TypeAdvice {

  /** Marks of access tokens: Keycloak, Cognito, Okta, Entra v2 and v1. */
  private static final List<AccessTokenMark> MARKS =
      List.of(
          new AccessTokenMark("typ", "Bearer"),
          new AccessTokenMark("token_use", "access"),
          new AccessTokenMark("cid", null),
          new AccessTokenMark("azpacr", null),
          new AccessTokenMark("appidacr", null));

  /** Claims that name the kind of a token. */
  private static final List<String> KINDS =
      List.of("typ", "token_use", "token_type", "tokenName", "tokenType");

  private static final String SEND_ACCESS_TOKEN = "; let the client send the access token";

  private static final String AT_ISSUER =
      "let the issuer write typ at+jwt (Keycloak: the client's attribute"
          + " access.token.header.type.rfc9068=true; Auth0: the RFC 9068 profile of the API; Spring"
          + " Authorization Server: an OAuth2TokenCustomizer)";

  private TypeAdvice() {}

  /** The mark of an access token that a token has; empty if it may be any kind of token. */
  static Optional<AccessTokenMark> mark(ClaimsSet claims) {
    return MARKS.stream()
        .filter(mark -> mark.isOn(claims) && isOfItsIssuer(mark, claims))
        .findFirst();
  }

  /** A claim of any value marks a token only in the company that its issuer gives it. */
  private static boolean isOfItsIssuer(AccessTokenMark mark, ClaimsSet claims) {
    Map<String, @Nullable Object> all = claims.all();
    return switch (mark.name()) {
      case "cid" -> all.get("jti") instanceof String id && id.startsWith("AT.");
      case "azpacr", "appidacr" ->
          List.of("0", "1", "2").contains(String.valueOf(all.get(mark.name())))
              && claims.has("tid")
              && claims.has("ver");
      default -> true;
    };
  }

  /** Which other kind of token this is; null if nothing says that it is one. */
  static @Nullable String otherKind(@Nullable String canonicalType, ClaimsSet claims) {
    String use = canonicalType == null ? null : OtherTokenTypes.use(canonicalType);
    if (use != null) {
      return "its typ is for " + use;
    }
    for (String claim : ClaimNames.ONLY_OTHER_TOKENS) {
      if (claims.has(claim)) {
        return "it has the claim " + claim + ", as ID tokens and logout tokens do";
      }
    }
    for (String claim : KINDS) {
      if (claims.all().get(claim) instanceof String kind && AccessTokenMark.isOtherKind(kind)) {
        return "its claim " + claim + " says " + Quoted.own(kind);
      }
    }
    return null;
  }

  /**
   * What to do about a type that is not accepted.
   *
   * @param accepted the types that are accepted
   * @param type of the token, canonical; null if it has none
   * @param plain whether other tokens have this type, too
   */
  static Advice of(List<String> accepted, @Nullable String type, boolean plain, ClaimsSet claims) {
    String otherKind = otherKind(type, claims);
    if (otherKind != null) {
      return Advice.of("not an access token: " + otherKind + SEND_ACCESS_TOKEN);
    }
    if (!plain) {
      return Advice.of("is it an access token? Only its issuer can say so; " + AT_ISSUER);
    }
    AccessTokenMark mark = mark(claims).orElse(null);
    if (mark == null) {
      return Advice.of(
          "this may be an ID token: no claim tells it from one. Let the client send the access token;"
              + " if this is one, "
              + AT_ISSUER);
    }
    Map<String, String> settings = new LinkedHashMap<>();
    if (type == null) {
      settings.put("acceptMissingType", "true");
    } else {
      settings.put("acceptTypes", String.join(",", accepted) + "," + type.toUpperCase(Locale.ROOT));
    }
    settings.put(AccessTokenMark.SETTING, mark.toString());
    return new Advice(
        AT_ISSUER
            + ", or set "
            + Advice.assignments(settings)
            + "; then that claim alone tells access tokens from other tokens",
        settings);
  }

  /** What to do about a token that its claims show to be no access token. */
  static Optional<Advice> ofKind(ClaimsSet claims) {
    return Optional.ofNullable(otherKind(null, claims))
        .map(kind -> Advice.of("not an access token: " + kind + SEND_ACCESS_TOKEN));
  }
}
