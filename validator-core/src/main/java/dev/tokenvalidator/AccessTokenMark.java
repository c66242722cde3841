package dev.tokenvalidator;

import dev.tokenvalidator.internal.text.Quoted;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A claim that an issuer's access tokens have and its other tokens lack (RFC 8725 section 3.12).
 *
 * @param name of the claim
 * @param value that it must have; null if any value counts
 */
record AccessTokenMark(String name, @Nullable String value) {

  static final String SETTING = "accessTokenMark";

  /** What to write instead of a claim that marks nothing. */
  static final String FIX =
      "name a claim that only this issuer's access tokens have, such as typ=Bearer (Keycloak),"
          + " token_use=access (Amazon Cognito) or cid (Okta)";

  /** Claims that name the kind of a token: all tokens have them, with different values. */
  private static final Map<String, String> KINDS =
      Map.of("typ", "typ=Bearer", "token_use", "token_use=access", "token_type", "token_type=...");

  private static final Set<String> OTHER_KINDS =
      Set.of("id", "idtoken", "refresh", "refreshtoken", "offline", "logout", "logouttoken", "jwt");

  /**
   * Checks that it distinguishes access tokens from other tokens.
   *
   * @throws InvalidSettingException if it does not
   */
  void check() {
    ClaimNames.checkText(SETTING, name, FIX);
    if (ClaimNames.isOfIdTokens(name)) {
      throw new InvalidSettingException(
          SETTING,
          Quoted.own(name)
              + " does not mark an access token: ID tokens have it too, or it is judged by another"
              + " setting; "
              + FIX);
    }
    String kind = KINDS.get(name);
    if (value != null) {
      ClaimNames.checkText(SETTING, value, FIX);
      if (kind != null && OTHER_KINDS.contains(letters(value))) {
        throw new InvalidSettingException(
            SETTING, Quoted.own(value) + " marks another kind of token; " + FIX);
      }
    } else if (kind != null) {
      throw new InvalidSettingException(
          SETTING,
          Quoted.own(name)
              + " is in other tokens too, with another value; give the value that it has in access"
              + " tokens: "
              + kind);
    }
  }

  /** Whether a token has the mark. A null does not count: an ID token could carry it as well. */
  boolean isOn(ClaimsSet claims) {
    Object found = claims.all().get(name);
    return value == null ? found != null : value.equals(found);
  }

  /** Whether a token says that it is another kind of token. */
  boolean isContradictedBy(ClaimsSet claims) {
    return value != null && claims.has(name) && !isOn(claims);
  }

  /** Whether a claim that names the kind of a token has this value in tokens of other kinds. */
  static boolean isOtherKind(String value) {
    return OTHER_KINDS.contains(letters(value));
  }

  private static String letters(String value) {
    return value.toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
  }

  /** As in the settings: {@code token_use=access}. */
  @Override
  public String toString() {
    return value == null ? name : name + "=" + value;
  }
}
