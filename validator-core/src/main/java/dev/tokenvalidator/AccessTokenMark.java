package dev.tokenvalidator;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A claim that the access tokens of an issuer have and its other tokens do not: what tells them
 * apart where their type does not (RFC 8725 section 3.12).
 *
 * @param name of the claim
 * @param value that it has; null where any will do
 */
record AccessTokenMark(String name, @Nullable String value) {

  static final String SETTING = "accessTokenMark";

  /** What to write instead of a mark that is none. */
  static final String FIX =
      "name a claim that only this issuer's access tokens have, such as typ=Bearer (Keycloak),"
          + " token_use=access (Amazon Cognito) or cid (Okta)";

  /** Claims that say what kind of token it is: all tokens have them, and the value tells. */
  private static final Map<String, String> KINDS =
      Map.of("typ", "typ=Bearer", "token_use", "token_use=access", "token_type", "token_type=...");

  private static final Set<String> OTHER_KINDS =
      Set.of("id", "idtoken", "refresh", "refreshtoken", "offline", "logout", "logouttoken", "jwt");

  /**
   * Checks that it can tell access tokens from others.
   *
   * @throws InvalidSettingException if it cannot
   */
  void check() {
    ClaimNames.checkText(SETTING, name, FIX);
    if (ClaimNames.isOfIdTokens(name)) {
      throw new InvalidSettingException(
          SETTING,
          Explanation.quote(name)
              + " does not mark an access token: ID tokens have it too, or it is judged by another"
              + " setting; "
              + FIX);
    }
    String kind = KINDS.get(name);
    if (value != null) {
      ClaimNames.checkText(SETTING, value, FIX);
      if (kind != null && OTHER_KINDS.contains(letters(value))) {
        throw new InvalidSettingException(
            SETTING, Explanation.quote(value) + " marks another kind of token; " + FIX);
      }
    } else if (kind != null) {
      throw new InvalidSettingException(
          SETTING,
          Explanation.quote(name)
              + " is in other tokens too, with another value; give the value that it has in access"
              + " tokens: "
              + kind);
    }
  }

  /** Whether a token has it. A null says nothing that an ID token could not say as well. */
  boolean isOn(ClaimsSet claims) {
    Object found = claims.all().get(name);
    return value == null ? found != null : value.equals(found);
  }

  /** Whether a token says that it is something else. */
  boolean isContradictedBy(ClaimsSet claims) {
    return value != null && claims.has(name) && !isOn(claims);
  }

  private static String letters(String value) {
    return value.toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
  }

  /** As an operator writes it: {@code token_use=access}. */
  @Override
  public String toString() {
    return value == null ? name : name + "=" + value;
  }
}
