package dev.tokenvalidator;

import dev.tokenvalidator.internal.text.Spelling;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The rules for the claims of a token (RFC 9068 section 4, RFC 7519 section 4.1). Only this class
 * makes an {@link AccessToken}. Safe for use by several threads.
 *
 * @param issuer that {@code iss} must equal
 * @param audience of which {@code aud} must contain one; empty if the audience names an
 *     organization
 * @param clockSkew how much the clocks may differ
 * @param maximumAge the greatest age; null for no limit
 * @param scopes reads the scopes
 * @param clientIdClaim the claim that names the client
 * @param machineRule tells machines from persons
 * @param organizations how tokens of organizations are treated
 * @param customRules rules of the application, by name
 * @param clock the wall clock
 */
record ClaimsRules(
    String issuer,
    Set<String> audience,
    Duration clockSkew,
    @Nullable Duration maximumAge,
    ScopeReader scopes,
    String clientIdClaim,
    MachineRule machineRule,
    OrganizationTokens organizations,
    Map<String, Predicate<AccessToken>> customRules,
    InstantSource clock) {

  AccessToken check(ClaimsSet claims) {
    checkIssuer(claims);
    String clientId = clientId(claims);
    List<String> audience = claims.audience();
    checkAudience(audience, clientId);
    String organizationId = organization(claims, audience);
    Instant expiresAt = expiresAt(claims);
    Instant notBefore = notBefore(claims);
    Instant issuedAt = issuedAt(claims);
    checkTimes(expiresAt, notBefore, issuedAt);
    checkNotSenderConstrained(claims);
    String subject = subject(claims);
    AccessToken token =
        new AccessToken(
            issuer,
            subject,
            clientId,
            audience,
            scopes.read(claims),
            expiresAt,
            notBefore,
            issuedAt,
            claims.optionalString("jti"),
            organizationId,
            machineRule.kindOf(claims, subject, clientId),
            machineRule,
            claims.all());
    checkCustomRules(token);
    return token;
  }

  String clientId(ClaimsSet claims) {
    return claims.requiredString(clientIdClaim);
  }

  String subject(ClaimsSet claims) {
    return claims.requiredString("sub");
  }

  private static Instant expiresAt(ClaimsSet claims) {
    return claims.requiredTime("exp");
  }

  private static @Nullable Instant notBefore(ClaimsSet claims) {
    return claims.optionalTime("nbf", RoundingMode.CEILING);
  }

  private static @Nullable Instant issuedAt(ClaimsSet claims) {
    return claims.optionalTime("iat", RoundingMode.FLOOR);
  }

  /** Repeats the checks whose result may have changed for a token that passed them before. */
  void checkAgain(AccessToken token) {
    checkTimes(token.expiresAt(), token.notBefore().orElse(null), token.issuedAt().orElse(null));
    checkCustomRules(token);
  }

  /** The client of a token that is proven; null unless the token is of this issuer. */
  @Nullable String clientOf(ClaimsSet claims) {
    return issuer.equals(claims.all().get("iss"))
            && claims.all().get(clientIdClaim) instanceof String client
            && !client.isEmpty()
        ? client
        : null;
  }

  /** The rules for {@code exp}, {@code nbf} and {@code iat}. */
  void checkTimes(ClaimsSet claims) {
    checkTimes(expiresAt(claims), notBefore(claims), issuedAt(claims));
  }

  private void checkTimes(
      Instant expiresAt, @Nullable Instant notBefore, @Nullable Instant issuedAt) {
    Instant now = clock.instant();
    checkExpiry(expiresAt, now);
    checkNotBefore(notBefore, now);
    checkAge(issuedAt, now);
  }

  /** RFC 9068 section 4: {@code iss} must equal the issuer exactly. */
  void checkIssuer(ClaimsSet claims) {
    String found = claims.requiredString("iss");
    if (!found.equals(issuer)) {
      throw wrongIssuer(Set.of(issuer), found);
    }
  }

  static InvalidTokenException wrongIssuer(Set<String> expected, String found) {
    Explanation explanation =
        Explanation.of("iss " + String.join(" or ", expected), Explanation.quote(found));
    return new InvalidTokenException(
        Reason.WRONG_ISSUER,
        expected.stream()
            .flatMap(issuer -> Spelling.difference(issuer, found).stream())
            .findFirst()
            .map(difference -> explanation.withHint("the issuer differs only by " + difference))
            .orElse(explanation));
  }

  /**
   * The organization that the token is for, after {@link #checkAudience}; null unless organizations
   * are REQUIRED or BY_AUDIENCE.
   */
  @Nullable String organization(ClaimsSet claims, List<String> audience) {
    return switch (organizations) {
      case BY_AUDIENCE -> {
        String id = audience.get(0).substring(LogtoAudiences.ORGANIZATION_PREFIX.length());
        if (claims.has("organization_id") && !id.equals(claims.all().get("organization_id"))) {
          throw ClaimsSet.malformed("organization_id", "the organization of the audience");
        }
        yield id;
      }
      case REFUSED -> {
        // Present means present, whatever its value.
        if (claims.has("organization_id")) {
          throw new InvalidTokenException(
              Reason.ORGANIZATION_NOT_ALLOWED,
              Explanation.of("no claim organization_id", "a token for an organization")
                  .withHint(
                      "the same API used inside an organization needs the setting organizations"));
        }
        yield null;
      }
      case REQUIRED -> {
        String id = claims.optionalString("organization_id");
        if (id == null) {
          throw new InvalidTokenException(
              Reason.ORGANIZATION_REQUIRED,
              Explanation.of("claim organization_id", "a token for no organization")
                  .withHint("did the client send organization_id in its token request?"));
        }
        yield id;
      }
      case IGNORED -> null;
    };
  }

  /**
   * RFC 9068 section 4: the audience must hold one of ours, exactly. For tokens of organizations by
   * audience it must be one only: the exact prefix and an organization's id.
   *
   * @param clientId for the hint; null if the token names none
   */
  void checkAudience(List<String> found, @Nullable String clientId) {
    boolean byOrganization = organizations == OrganizationTokens.BY_AUDIENCE;
    if (byOrganization ? isOneOrganization(found) : holdsOne(audience, found)) {
      return;
    }
    throw wrongAudience(expectedAudience(), audience, found, clientId);
  }

  /**
   * Demands that a valid token is also for one of some audiences. It must be one for which this
   * issuer's tokens are accepted at all: the token may name others beside it.
   */
  void checkAudience(Set<String> some, AccessToken token) {
    for (String ours : audience) {
      if (some.contains(ours) && token.audience().contains(ours)) {
        return;
      }
    }
    if (some.isEmpty()) {
      throw new InvalidTokenException(
          Reason.WRONG_AUDIENCE,
          Explanation.of(
                  "a path of one protected resource",
                  "a path outside of all resources, or one that a router may read in two ways")
              .withHint(
                  "no token is accepted there; give a resource more paths (withPath), or choose a"
                      + " path that differs by more than case or suffix"));
    }
    throw wrongAudience(String.join(" or ", some), some, token.audience(), token.clientId());
  }

  private static InvalidTokenException wrongAudience(
      String expected, Set<String> ours, List<String> found, @Nullable String clientId) {
    return new InvalidTokenException(
        Reason.WRONG_AUDIENCE,
        AudienceHints.explain(
            Explanation.of("aud " + expected, AudienceHints.quoted(found)), ours, found, clientId));
  }

  /** The audience that a token must have, for the operator. */
  String expectedAudience() {
    return organizations == OrganizationTokens.BY_AUDIENCE
        ? LogtoAudiences.ORGANIZATION_PREFIX + "<id>"
        : String.join(" or ", audience);
  }

  private static boolean isOneOrganization(List<String> found) {
    return found.size() == 1
        && found.get(0).startsWith(LogtoAudiences.ORGANIZATION_PREFIX)
        && found.get(0).length() > LogtoAudiences.ORGANIZATION_PREFIX.length();
  }

  private static boolean holdsOne(Set<String> some, List<String> found) {
    for (String ours : some) {
      // Compared, not looked up: hashing a fresh string costs more.
      if (found.contains(ours)) {
        return true;
      }
    }
    return false;
  }

  /**
   * How long a token is still valid: until it ends, or, if it is accepted after that, until the
   * clock skew is used up.
   */
  Duration timeLeft(AccessToken token) {
    Instant now = clock.instant();
    Instant end = token.expiresAt();
    Instant issuedAt = token.issuedAt().orElse(null);
    if (maximumAge != null && issuedAt != null && issuedAt.plus(maximumAge).isBefore(end)) {
      end = issuedAt.plus(maximumAge);
    }
    Duration left = Duration.between(now, end);
    Duration leftWithSkew = !left.isNegative() && !left.isZero() ? left : left.plus(clockSkew);
    return leftWithSkew.isNegative() ? Duration.ZERO : leftWithSkew;
  }

  /** RFC 7519 section 4.1.4: on or after {@code exp} is too late, so equality is expired. */
  private void checkExpiry(Instant expiresAt, Instant now) {
    if (!now.isBefore(expiresAt) && !now.isBefore(expiresAt.plus(clockSkew))) {
      throw new InvalidTokenException(
          Reason.EXPIRED,
          Explanation.of(
              "exp after " + now + ", clock skew " + clockSkew.toSeconds() + " s",
              expiresAt.toString()));
    }
  }

  /** RFC 7519 section 4.1.5: before {@code nbf} is too early, so equality is valid. */
  private void checkNotBefore(@Nullable Instant notBefore, Instant now) {
    if (notBefore != null && now.isBefore(notBefore) && now.isBefore(notBefore.minus(clockSkew))) {
      throw new InvalidTokenException(
          Reason.NOT_YET_VALID,
          Explanation.of(
              "nbf not after " + now + ", clock skew " + clockSkew.toSeconds() + " s",
              notBefore.toString()));
    }
  }

  /** {@code iat} limits nothing (RFC 7519 section 4.1.6), unless a maximum age is set. */
  private void checkAge(@Nullable Instant issuedAt, Instant now) {
    if (maximumAge == null) {
      return;
    }
    if (issuedAt == null) {
      throw ClaimsSet.missing("iat");
    }
    if (issuedAt.minus(clockSkew).isAfter(now)) {
      throw new InvalidTokenException(
          Reason.ISSUED_IN_THE_FUTURE,
          Explanation.of("iat not after " + now, issuedAt.toString())
              .withHint("are the clocks of the issuer and of this machine right?"));
    }
    if (now.isAfter(issuedAt.plus(maximumAge).plus(clockSkew))) {
      throw new InvalidTokenException(
          Reason.TOO_OLD,
          Explanation.of(
              "a token issued at most " + maximumAge.toSeconds() + " s ago", "iat " + issuedAt));
    }
  }

  /** RFC 7800: the sender must prove to hold a key, and this library does not ask for the proof. */
  static void checkNotSenderConstrained(ClaimsSet claims) {
    if (claims.has("cnf")) {
      throw new InvalidTokenException(
          Reason.SENDER_CONSTRAINED,
          Explanation.of("a bearer token", "cnf: a token bound to its sender (DPoP or mTLS)"));
    }
  }

  private void checkCustomRules(AccessToken token) {
    if (customRules.isEmpty()) {
      return;
    }
    customRules.forEach(
        (name, rule) -> {
          if (!rule.test(token)) {
            throw new InvalidTokenException(
                Reason.CLAIMS_RULE,
                Explanation.of(
                    "the rule " + Explanation.quote(name) + " of this application does not hold"));
          }
        });
  }
}
