package dev.tokenvalidator;

import dev.tokenvalidator.internal.issuer.Clocks;
import dev.tokenvalidator.internal.jws.VerificationKeyFactory;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The judged settings of a validator: complete, within their limits, without contradictions.
 * Immutable.
 *
 * @param types the types of tokens to accept
 * @param rules for the claims
 * @param keyFactory makes the issuer's keys, for the allowed algorithms
 * @param keySource where the issuer's keys come from
 * @param scopeFormat how tokens list their scopes
 * @param tokenCacheBytes memory for remembered tokens; 0 for none
 * @param concurrentVerifications signatures verified at once
 * @param clocks the wall clock and the ticker
 * @param listener of the application; null if it has none
 */
record ValidatorSettings(
    TokenTypes types,
    ClaimsRules rules,
    VerificationKeyFactory keyFactory,
    KeySource keySource,
    ScopeFormat scopeFormat,
    long tokenCacheBytes,
    int concurrentVerifications,
    Clocks clocks,
    @Nullable ValidatorListener listener) {

  private static final long MIN_CACHE_BYTES = 64 * 1024;
  private static final long MAX_CACHE_BYTES = 4L * 1024 * 1024 * 1024;
  private static final int MAX_CONCURRENT_VERIFICATIONS = 1024;

  /**
   * Judges all settings together.
   *
   * @throws InvalidSettingException if one is missing, malformed or contradicts another
   */
  static ValidatorSettings judge(GivenSettings given) {
    given.checkPresence();
    given.checkNamedKeys();
    IssuerAddress issuer = IssuerAddress.of(given.issuer, given.logtoEndpoint);
    checkAudience(given);
    checkTimes(given);
    checkSizes(given);
    checkClaimNames(given);
    TokenTypes types =
        new TokenTypes(given.types, given.missingTypeAccepted, given.accessTokenMark);
    VerificationKeyFactory keyFactory = SignatureSettings.keyFactory(given);
    Clocks clocks = new Clocks(given.clock, given.ticker);
    return new ValidatorSettings(
        types,
        claimsRules(given, issuer),
        keyFactory,
        KeySource.of(given, issuer, clocks),
        given.scopeFormat,
        given.tokenCacheBytes,
        given.concurrentVerifications,
        clocks,
        given.listener == GivenSettings.NO_LISTENER ? null : given.listener);
  }

  private static ClaimsRules claimsRules(GivenSettings given, IssuerAddress issuer) {
    return new ClaimsRules(
        issuer.identifier(),
        Set.copyOf(given.audience),
        given.clockSkew,
        given.maximumTokenAge,
        new ScopeReader(given.scopeClaim, given.scopeFormat),
        given.clientIdClaim,
        given.machineRule,
        given.organizations,
        Collections.unmodifiableMap(new LinkedHashMap<>(given.customRules)),
        given.clock);
  }

  private static void checkAudience(GivenSettings given) {
    if (given.organizations == OrganizationTokens.BY_AUDIENCE) {
      if (!given.audience.isEmpty()) {
        throw new InvalidSettingException(
            "audience",
            "is given although the setting organizations takes its place; leave one of them out");
      }
      return;
    }
    if (given.audience.isEmpty()) {
      throw new InvalidSettingException(
          "audience",
          "is missing: give the resource indicator under which this API is registered with the"
              + " issuer");
    }
    for (String value : given.audience) {
      if (value == null || value.isBlank()) {
        throw new InvalidSettingException(
            "audience", "is null or blank; give the resource indicator");
      }
      if (!value.equals(value.strip()) || value.chars().anyMatch(Character::isISOControl)) {
        throw new InvalidSettingException(
            "audience",
            "has white space around it, or a line break in it; give the resource indicator exactly"
                + " as it is registered, and several one by one");
      }
      if (value.equals(LogtoAudiences.RESERVED)) {
        throw new InvalidSettingException(
            "audience",
            LogtoAudiences.RESERVED
                + " is reserved: any client of the tenant can get tokens for it");
      }
    }
  }

  private static void checkTimes(GivenSettings given) {
    checkRange("clockSkew", given.clockSkew, Duration.ZERO, Duration.ofMinutes(10));
    checkRange("fetchTimeout", given.fetchTimeout, Duration.ofMillis(100), Duration.ofSeconds(30));
    checkRange("timeToLive", given.timeToLive, Duration.ofMinutes(1), Duration.ofHours(1));
    checkRange("staleLimit", given.staleLimit, Duration.ZERO, Duration.ofDays(7));
    checkRange("replicaLag", given.replicaLag, Duration.ZERO, Duration.ofMinutes(5));
    if (given.maximumTokenAge != null) {
      checkRange(
          "maximumTokenAge", given.maximumTokenAge, Duration.ofSeconds(1), Duration.ofDays(3650));
    }
  }

  private static void checkRange(String setting, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new InvalidSettingException(
          setting, value + " is out of range; give a duration from " + min + " to " + max);
    }
  }

  private static void checkSizes(GivenSettings given) {
    long bytes = given.tokenCacheBytes;
    if (bytes != 0 && (bytes < MIN_CACHE_BYTES || bytes > MAX_CACHE_BYTES)) {
      throw new InvalidSettingException(
          "tokenCacheBytes",
          bytes
              + " is out of range; give bytes from "
              + MIN_CACHE_BYTES
              + " to "
              + MAX_CACHE_BYTES
              + ", or 0 to remember no tokens");
    }
    int count = given.concurrentVerifications;
    if (count < 1 || count > MAX_CONCURRENT_VERIFICATIONS) {
      throw new InvalidSettingException(
          "concurrentVerifications",
          count + " is out of range; give a number from 1 to " + MAX_CONCURRENT_VERIFICATIONS);
    }
  }

  private static void checkClaimNames(GivenSettings given) {
    ClaimNames.checkScopeClaim(given.scopeClaim);
    ClaimNames.checkClientIdClaim(given.clientIdClaim, given.scopeClaim);
    if (given.accessTokenMarkRepeated) {
      throw new InvalidSettingException(
          AccessTokenMark.SETTING,
          "is given twice; give one mark, and require other claims with requireClaims");
    }
    for (String name : given.customRules.keySet()) {
      if (name.isBlank()) {
        throw new InvalidSettingException("requireClaims", "has no name; name it for the log");
      }
    }
    if (!given.repeatedCustomRules.isEmpty()) {
      throw new InvalidSettingException(
          "requireClaims",
          "is given twice as " + given.repeatedCustomRules + "; give each rule its own name");
    }
  }
}
