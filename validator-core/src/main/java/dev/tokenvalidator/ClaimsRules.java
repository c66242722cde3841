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
    OrganizationTokens organizations,
    Map<String, Predicate<AccessToken>> customRules,
    InstantSource clock) {

  AccessToken check(ClaimsSet claims) {
    checkIssuer(claims.requiredString("iss"));
    String clientId = claims.requiredString(clientIdClaim);
    List<String> audience = claims.audience();
    String organizationId = checkAudienceAndOrganization(audience, clientId, claims);

    Instant expiresAt = claims.requiredTime("exp");
    Instant notBefore = claims.optionalTime("nbf", RoundingMode.CEILING);
    Instant issuedAt = claims.optionalTime("iat", RoundingMode.FLOOR);
    checkTimes(expiresAt, notBefore, issuedAt);
    checkNotSenderConstrained(claims);

    String subject = claims.requiredString("sub");
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
            subject.equals(clientId),
            claims.all());
    checkCustomRules(token);
    return token;
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

  private void checkTimes(
      Instant expiresAt, @Nullable Instant notBefore, @Nullable Instant issuedAt) {
    Instant now = clock.instant();
    checkExpiry(expiresAt, now);
    checkNotBefore(notBefore, now);
    checkAge(issuedAt, now);
  }

  private void checkIssuer(String found) {
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
   * Returns the organization of the token; null unless organizations are REQUIRED or BY_AUDIENCE.
   */
  private @Nullable String checkAudienceAndOrganization(
      List<String> found, String clientId, ClaimsSet claims) {
    return switch (organizations) {
      case BY_AUDIENCE -> checkOrganizationAudience(found, clientId, claims);
      case REFUSED -> {
        checkAudience(found, clientId);
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
        checkAudience(found, clientId);
        String id = claims.optionalString("organization_id");
        if (id == null) {
          throw new InvalidTokenException(
              Reason.ORGANIZATION_REQUIRED,
              Explanation.of("claim organization_id", "a token for no organization")
                  .withHint("did the client send organization_id in its token request?"));
        }
        yield id;
      }
      case IGNORED -> {
        checkAudience(found, clientId);
        yield null;
      }
    };
  }

  private void checkAudience(List<String> found, String clientId) {
    if (!holdsOurs(found)) {
      throw new InvalidTokenException(
          Reason.WRONG_AUDIENCE,
          Hints.audience(
              Explanation.of("aud " + String.join(" or ", audience), Hints.quoted(found)),
              audience,
              found,
              clientId));
    }
  }

  private boolean holdsOurs(List<String> found) {
    for (String ours : audience) {
      // Compared, not looked up: hashing a fresh string costs more.
      if (found.contains(ours)) {
        return true;
      }
    }
    return false;
  }

  /** Demands exactly one audience, which is the exact prefix and an organization's id. */
  private static String checkOrganizationAudience(
      List<String> found, String clientId, ClaimsSet claims) {
    String only = found.size() == 1 ? found.get(0) : "";
    String id =
        only.startsWith(LogtoAudiences.ORGANIZATION_PREFIX)
            ? only.substring(LogtoAudiences.ORGANIZATION_PREFIX.length())
            : "";
    if (id.isEmpty()) {
      throw new InvalidTokenException(
          Reason.WRONG_AUDIENCE,
          Hints.audience(
              Explanation.of(
                  "aud " + LogtoAudiences.ORGANIZATION_PREFIX + "<id>", Hints.quoted(found)),
              Set.of(),
              found,
              clientId));
    }
    if (claims.has("organization_id") && !id.equals(claims.all().get("organization_id"))) {
      throw ClaimsSet.malformed("organization_id", "the organization of the audience");
    }
    return id;
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
  private static void checkNotSenderConstrained(ClaimsSet claims) {
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
