package dev.tokenvalidator.internal.settings;

import dev.tokenvalidator.AccessTokenValidatorBuilder;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.OrganizationTokens;
import dev.tokenvalidator.ScopeFormat;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The settings of the validator that can be made by name, one row each: how its value is applied to
 * the builder. {@link SettingName} has the spellings.
 */
public enum ValidatorSetting {
  ISSUER((to, value) -> to.issuer(value.text())),
  LOGTO_ENDPOINT((to, value) -> to.logtoEndpoint(value.text())),
  AUDIENCE((to, value) -> to.audience(value.uris())),
  JWKS_URI((to, value) -> to.jwksUri(value.uri())),
  JWK_SET((to, value) -> to.jwkSet(value.text())),
  ALLOW_PLAIN_HTTP((to, value) -> to.allowPlainHttp(value.words())),
  ALGORITHMS((to, value) -> to.algorithms(value.algorithms())),
  CLOCK_SKEW((to, value) -> to.clockSkew(value.duration())),
  ACCEPT_TYPES((to, value) -> to.acceptTypes(value.words())),
  ACCEPT_MISSING_TYPE(ValidatorSetting::applyMissingType),
  ACCESS_TOKEN_MARK(ValidatorSetting::applyMark),
  SCOPE_CLAIM((to, value, all) -> applyScopeClaim(to, all)),
  SCOPE_FORMAT((to, value, all) -> applyScopeClaim(to, all)),
  CLIENT_ID_CLAIM((to, value) -> to.clientIdClaim(value.text())),
  MACHINE_RULE((to, value) -> to.machineRule(value.machineRule())),
  ORGANIZATIONS((to, value) -> to.organizations(value.oneOf(OrganizationTokens.class))),
  MAXIMUM_TOKEN_AGE((to, value) -> to.maximumTokenAge(value.duration())),
  FETCH_TIMEOUT((to, value) -> to.fetchTimeout(value.duration())),
  FETCH_HEADER(ValidatorSetting::applyFetchHeader),
  TIME_TO_LIVE((to, value) -> to.timeToLive(value.duration())),
  STALE_LIMIT((to, value) -> to.staleLimit(value.duration())),
  REPLICA_LAG((to, value) -> to.replicaLag(value.duration())),
  TOKEN_CACHE_BYTES((to, value) -> to.tokenCacheBytes(value.number(Long.MAX_VALUE))),
  CONCURRENT_VERIFICATIONS(
      (to, value) -> to.concurrentVerifications((int) value.number(Integer.MAX_VALUE)));

  /** Two names for one thing: a validator takes one of both, and from one place. */
  public static final Set<ValidatorSetting> ISSUERS = EnumSet.of(ISSUER, LOGTO_ENDPOINT);

  @SuppressWarnings("ImmutableEnumChecker") // it keeps no state
  private final Row row;

  ValidatorSetting(RowOfOne row) {
    this.row = (to, value, all) -> row.apply(to, value);
  }

  ValidatorSetting(Row row) {
    this.row = row;
  }

  /**
   * Applies a value.
   *
   * @param all the values of all settings that are in use
   * @throws InvalidSettingException naming the setting, if its value is malformed
   */
  public void apply(
      AccessTokenValidatorBuilder validator,
      NamedValue value,
      Map<ValidatorSetting, NamedValue> all) {
    row.apply(validator, value, all);
  }

  private static void applyMissingType(AccessTokenValidatorBuilder to, NamedValue value) {
    if (value.flag()) {
      to.acceptMissingType();
    }
  }

  private static void applyMark(AccessTokenValidatorBuilder to, NamedValue value) {
    int equals = value.text().indexOf('=');
    if (equals < 0) {
      to.accessTokenMark(value.text());
    } else {
      to.accessTokenMark(value.text().substring(0, equals), value.text().substring(equals + 1));
    }
  }

  /** Two settings, but one call of the builder. */
  private static void applyScopeClaim(
      AccessTokenValidatorBuilder to, Map<ValidatorSetting, NamedValue> all) {
    NamedValue claim = all.get(SCOPE_CLAIM);
    NamedValue format = all.get(SCOPE_FORMAT);
    to.scopeClaim(
        claim == null ? "scope" : claim.text(),
        format == null ? ScopeFormat.STRING : format.oneOf(ScopeFormat.class));
  }

  /** Takes {@code name: value}, which is fixed; code can set one that changes. */
  private static void applyFetchHeader(AccessTokenValidatorBuilder to, NamedValue value) {
    int colon = value.text().indexOf(':');
    if (colon < 0) {
      // Without the text, which may be a bare secret.
      throw new InvalidSettingException(
          value.name(), "has no colon; give the header field as \"name: value\"");
    }
    String header = value.text().substring(colon + 1).strip();
    if (!header.matches("[\t -~]+")) {
      throw new InvalidSettingException(
          value.name(), "has no value, or one that a header field cannot have");
    }
    to.fetchHeader(value.text().substring(0, colon).strip(), () -> header);
  }

  /** Applies a value, knowing those of the other settings. */
  private interface Row {
    void apply(
        AccessTokenValidatorBuilder to, NamedValue value, Map<ValidatorSetting, NamedValue> all);
  }

  /** Applies a value. */
  private interface RowOfOne {
    void apply(AccessTokenValidatorBuilder to, NamedValue value);
  }
}
