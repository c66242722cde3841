package dev.tokenvalidator;

import dev.tokenvalidator.TokenExplanation.Advice;
import dev.tokenvalidator.internal.jws.JoseHeader;
import dev.tokenvalidator.internal.text.Quoted;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes access tokens by their {@code typ} (RFC 9068 section 2.1, RFC 8725 sections 3.11 and
 * 3.12), and where the type is ambiguous, by their claims.
 */
final class TokenTypes {

  /** Types that only say how a token is encoded: ID tokens have them too. */
  private static final Set<String> PLAIN = Set.of("jwt", "jose", "jws");

  /** RFC 6838 section 4.2. */
  private static final Pattern SUBTYPE = Pattern.compile("[a-z0-9][a-z0-9!#$&^_.+-]{0,126}");

  private static final String TYPES_FIX =
      "give the types of this issuer's access tokens: at+jwt, or JWT together with"
          + " accessTokenMark; leave acceptTypes out to accept at+jwt";

  private final Set<String> types;
  private final boolean missingAccepted;
  private final @Nullable AccessTokenMark accessTokenMark;

  /**
   * Judges the settings together.
   *
   * @throws InvalidSettingException if they accept tokens that are not access tokens, or name a
   *     claim that would never be checked
   */
  TokenTypes(
      List<String> types, boolean missingAccepted, @Nullable AccessTokenMark accessTokenMark) {
    checkTypes(types);
    this.types = types.stream().map(TokenTypes::canonical).collect(Collectors.toSet());
    this.missingAccepted = missingAccepted;
    this.accessTokenMark = accessTokenMark;
    boolean markNeeded = missingAccepted || this.types.stream().anyMatch(PLAIN::contains);
    if (accessTokenMark == null) {
      if (markNeeded) {
        throw new InvalidSettingException(
            AccessTokenMark.SETTING,
            "is missing: ID tokens have typ JWT or none as well; " + AccessTokenMark.FIX);
      }
      return;
    }
    accessTokenMark.check();
    if (!markNeeded) {
      throw new InvalidSettingException(
          AccessTokenMark.SETTING,
          accessTokenMark
              + " would never be checked: the types that are accepted here already mark access"
              + " tokens; add acceptTypes(\"JWT\") or acceptMissingType() if this issuer's access"
              + " tokens have such a type, else leave it out; to require a claim of every token, use"
              + " requireClaims");
    }
  }

  private static void checkTypes(List<String> types) {
    if (types.isEmpty()) {
      throw new InvalidSettingException("acceptTypes", "is empty; " + TYPES_FIX);
    }
    for (String type : types) {
      String canonical = canonical(type);
      if (!SUBTYPE.matcher(canonical).matches()) {
        throw new InvalidSettingException(
            "acceptTypes", Quoted.own(type) + " is not a media type; " + TYPES_FIX);
      }
      String use = OtherTokenTypes.use(canonical);
      if (use != null) {
        throw new InvalidSettingException(
            "acceptTypes",
            Quoted.own(type) + " is for " + use + ", not for access tokens; " + TYPES_FIX);
      }
    }
  }

  /**
   * Refuses a type that no setting accepts for access tokens, so that its signature need not be
   * verified and no key be fetched. {@code JWT} or none passes: see {@link #checkHeader}.
   */
  void checkPossible(JoseHeader header) {
    if (!isPlain(header.type())) {
      checkHeader(header);
    }
  }

  /** Whether access tokens may have the type of a token. */
  boolean isAccepted(JoseHeader header) {
    String type = header.type();
    return type == null ? missingAccepted : types.contains(canonical(type));
  }

  /** Checks the type of a token. */
  void checkHeader(JoseHeader header) {
    if (isAccepted(header)) {
      return;
    }
    String type = header.type();
    String use = type == null ? null : OtherTokenTypes.use(canonical(type));
    Explanation explanation =
        Explanation.of("typ " + this, type == null ? "none" : Explanation.quote(type));
    throw new InvalidTokenException(
        Reason.WRONG_TYPE,
        use == null
            ? explanation
            : explanation.withHint(
                "this typ is for " + use + "; let the client send the access token"));
  }

  /** What to do about a proven token whose type is not accepted. */
  Advice advice(JoseHeader header, ClaimsSet claims) {
    String type = header.type() == null ? null : canonical(header.type());
    return TypeAdvice.of(types.stream().sorted().toList(), type, isPlain(type), claims);
  }

  /** Whether a token may be of another kind: its type does not say, and no claim does. */
  boolean mayBeOfOtherKind(JoseHeader header, ClaimsSet claims) {
    return isPlain(header.type()) && TypeAdvice.mark(claims).isEmpty();
  }

  /** Whether a token says that it is of another kind, and its type does not say otherwise. */
  boolean saysOtherKind(JoseHeader header, ClaimsSet claims) {
    return isPlain(header.type()) && TypeAdvice.otherKind(null, claims) != null;
  }

  /** The types that are accepted. */
  @Override
  public String toString() {
    String named = types.stream().sorted().collect(Collectors.joining(" or "));
    return missingAccepted ? named + " or none" : named;
  }

  void checkClaims(JoseHeader header, ClaimsSet claims) {
    if (accessTokenMark == null) {
      return;
    }
    if (!isPlain(header.type())) {
      if (accessTokenMark.isContradictedBy(claims)) {
        throw notAnAccessToken(
            "claim " + accessTokenMark + ", where there is one", "another value");
      }
      return;
    }
    for (String foreign : ClaimNames.ONLY_OTHER_TOKENS) {
      if (claims.has(foreign)) {
        throw notAnAccessToken("no claim " + foreign, "one, as in an ID token or a logout token");
      }
    }
    if (!accessTokenMark.isOn(claims)) {
      throw notAnAccessToken("claim " + accessTokenMark, "a token without it");
    }
  }

  /** Whether other tokens have this type, too. */
  private static boolean isPlain(@Nullable String type) {
    return type == null || PLAIN.contains(canonical(type));
  }

  private static InvalidTokenException notAnAccessToken(String expected, String found) {
    return new InvalidTokenException(Reason.NOT_AN_ACCESS_TOKEN, Explanation.of(expected, found));
  }

  /** RFC 7515 section 4.1.9: "application/" may be left out; media types ignore case. */
  private static String canonical(String type) {
    String lower = type.toLowerCase(Locale.ROOT);
    return lower.startsWith("application/") ? lower.substring("application/".length()) : lower;
  }
}
