package dev.tokenvalidator;

import dev.tokenvalidator.jws.JoseHeader;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which tokens are access tokens (RFC 9068 section 2.1, RFC 8725 sections 3.11 and 3.12): by their
 * {@code typ}, and where the type does not tell, by their claims.
 */
final class AcceptedTypes {

  /** The type that ID tokens have too, and so proves nothing. */
  private static final String PLAIN = "jwt";

  /** Claims that ID tokens and logout tokens have, and access tokens have not. */
  private static final List<String> FOREIGN_CLAIMS = List.of("nonce", "at_hash", "events");

  private final Set<String> types;
  private final boolean missingAccepted;
  private final AccessTokenValidatorBuilder.@Nullable AccessTokenClaim mark;

  AcceptedTypes(
      List<String> types,
      boolean missingAccepted,
      AccessTokenValidatorBuilder.@Nullable AccessTokenClaim mark) {
    this.types = types.stream().map(AcceptedTypes::canonical).collect(Collectors.toSet());
    this.missingAccepted = missingAccepted;
    this.mark = mark;
    if (types.isEmpty() || types.stream().anyMatch(String::isBlank)) {
      throw new InvalidSettingException(
          "acceptTypes", "is empty or holds an empty type; leave it out to accept at+jwt");
    }
    if ((missingAccepted || this.types.contains(PLAIN)) && mark == null) {
      throw new InvalidSettingException(
          "accessTokenClaim",
          "is missing: typ JWT, or none, is what ID tokens have too; name a claim that only this"
              + " issuer's access tokens have");
    }
    if (mark != null && (mark.name().isBlank() || "".equals(mark.value()))) {
      throw new InvalidSettingException("accessTokenClaim", "has an empty name or value");
    }
  }

  void checkHeader(JoseHeader header) {
    String type = header.type();
    if (type == null ? missingAccepted : types.contains(canonical(type))) {
      return;
    }
    Explanation explanation =
        Explanation.of(
            "typ " + String.join(" or ", types), type == null ? "none" : Explanation.quote(type));
    throw new InvalidTokenException(
        Reason.WRONG_TYPE,
        type == null || canonical(type).equals(PLAIN)
            ? explanation.withHint(
                "this looks like an ID token, and an API is sent the access token; an issuer whose"
                    + " access tokens are like this needs acceptTypes or acceptMissingType")
            : explanation);
  }

  void checkClaims(JoseHeader header, ClaimsSet claims) {
    String type = header.type();
    if (mark == null || (type != null && !canonical(type).equals(PLAIN))) {
      return;
    }
    for (String foreign : FOREIGN_CLAIMS) {
      if (claims.has(foreign)) {
        throw notAnAccessToken("no claim " + foreign, "one, as in an ID token or a logout token");
      }
    }
    // A null says nothing that an ID token could not say as well.
    Object found = claims.all().get(mark.name());
    boolean marked = mark.value() == null ? found != null : mark.value().equals(found);
    if (!marked) {
      throw notAnAccessToken(
          "claim " + mark.name() + (mark.value() == null ? "" : " = " + mark.value()),
          "a token without it");
    }
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
