package dev.tokenvalidator.servlet;

import dev.tokenvalidator.internal.settings.NamedValue;
import dev.tokenvalidator.internal.settings.SettingName;
import dev.tokenvalidator.internal.settings.ValidatorSetting;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The settings that have a name, one row each: as an init-param of the filter in camel case, {@code
 * clockSkew}, or in the environment, {@code TOKEN_VALIDATOR_CLOCK_SKEW}.
 *
 * <p>A row says whether the setting is the validator's or the filter's, whether code has made it
 * (which replaces the named one), and how the value of the filter's is applied.
 */
enum NamedSetting {
  ISSUER(validatorSetting(ValidatorSetting.ISSUER, code -> code.issuer() != null)),
  LOGTO_ENDPOINT(
      validatorSetting(ValidatorSetting.LOGTO_ENDPOINT, code -> code.logtoEndpoint() != null)),
  AUDIENCE(validatorSetting(ValidatorSetting.AUDIENCE, code -> !code.audience().isEmpty())),
  JWKS_URI(validatorSetting(ValidatorSetting.JWKS_URI)),
  JWK_SET(validatorSetting(ValidatorSetting.JWK_SET)),
  ALLOW_PLAIN_HTTP(validatorSetting(ValidatorSetting.ALLOW_PLAIN_HTTP)),
  ALGORITHMS(validatorSetting(ValidatorSetting.ALGORITHMS)),
  CLOCK_SKEW(validatorSetting(ValidatorSetting.CLOCK_SKEW)),
  ACCEPT_TYPES(validatorSetting(ValidatorSetting.ACCEPT_TYPES)),
  ACCEPT_MISSING_TYPE(validatorSetting(ValidatorSetting.ACCEPT_MISSING_TYPE)),
  ACCESS_TOKEN_MARK(validatorSetting(ValidatorSetting.ACCESS_TOKEN_MARK)),
  SCOPE_CLAIM(validatorSetting(ValidatorSetting.SCOPE_CLAIM)),
  SCOPE_FORMAT(validatorSetting(ValidatorSetting.SCOPE_FORMAT)),
  CLIENT_ID_CLAIM(validatorSetting(ValidatorSetting.CLIENT_ID_CLAIM)),
  MACHINE_RULE(validatorSetting(ValidatorSetting.MACHINE_RULE)),
  ORGANIZATIONS(validatorSetting(ValidatorSetting.ORGANIZATIONS)),
  MAXIMUM_TOKEN_AGE(validatorSetting(ValidatorSetting.MAXIMUM_TOKEN_AGE)),
  FETCH_TIMEOUT(validatorSetting(ValidatorSetting.FETCH_TIMEOUT)),
  FETCH_HEADER(validatorSetting(ValidatorSetting.FETCH_HEADER)),
  TIME_TO_LIVE(validatorSetting(ValidatorSetting.TIME_TO_LIVE)),
  STALE_LIMIT(validatorSetting(ValidatorSetting.STALE_LIMIT)),
  REPLICA_LAG(validatorSetting(ValidatorSetting.REPLICA_LAG)),
  TOKEN_CACHE_BYTES(validatorSetting(ValidatorSetting.TOKEN_CACHE_BYTES)),
  CONCURRENT_VERIFICATIONS(validatorSetting(ValidatorSetting.CONCURRENT_VERIFICATIONS)),
  REALM(filterSetting(code -> code.realm() != null, (to, value) -> to.realm = value.text())),
  ROUTES(
      // Routes in code replace all named ones: a mixture would be a surprise.
      filterSetting(
          code -> !code.routes().all().isEmpty(),
          (to, value) -> to.routes.addAll(RouteText.parse(value.text(), value.name())))),
  PATH_PARAMETERS(
      filterSetting(
          code -> !code.pathParameters().isEmpty(),
          (to, value) -> to.pathParameters.addAll(List.of(value.words())))),
  ALLOW_PREFLIGHT(
      filterSetting(
          FilterSettings::allowPreflight, (to, value) -> to.allowPreflight = value.flag())),
  CHECK_DISPATCHES(
      filterSetting(
          FilterSettings::checkDispatches, (to, value) -> to.checkDispatches = value.flag())),
  PROBLEM_DETAILS(
      filterSetting(
          FilterSettings::problemDetails, (to, value) -> to.problemDetails = value.flag())),
  REQUIRE_COVERAGE(
      filterSetting(
          FilterSettings::requireCoverage, (to, value) -> to.requireCoverage = value.flag())),
  FILTER_ORDER_CHECKED(
      filterSetting(
          FilterSettings::filterOrderChecked, (to, value) -> to.filterOrderChecked = value.flag())),
  PROTECTED_RESOURCE(
      filterSetting(
          code -> !code.protectedResources().isEmpty(),
          (to, value) -> to.protectedResources.addAll(value.protectedResources()))),
  SESSION_HEADER(
      filterSetting(
          code -> code.sessionHeader() != null, (to, value) -> to.sessionHeader = value.text())),
  END_STREAMS_WITH_TOKEN(
      filterSetting(
          FilterSettings::endStreamsWithToken,
          (to, value) -> to.endStreamsWithToken = value.flag())),
  WARM_UP(filterSetting(FilterSettings::warmUp, (to, value) -> to.warmUp = value.flag())),

  /** Whether the environment is read: an init-param only, which {@link NamedSettings} obeys. */
  ENVIRONMENT(filterSetting(code -> false, (to, value) -> {}));

  /** Two names for one thing: a filter takes one of both, and from one place. */
  static final Set<NamedSetting> ISSUERS = EnumSet.of(ISSUER, LOGTO_ENDPOINT);

  @SuppressWarnings("ImmutableEnumChecker") // its functions keep no state
  private final Row row;

  private final String initParam = SettingName.inCamelCase(this);

  NamedSetting(Row row) {
    this.row = row;
  }

  /** The name among the init-params; nearly always also that of the builder's method. */
  String initParam() {
    return initParam;
  }

  /** The name in the environment. */
  String variable() {
    return SettingName.asVariable(this);
  }

  /** Whether it is a setting of the filter itself; the others are the validator's. */
  boolean isOfFilter() {
    return row.forFilter != null;
  }

  /** Whether the setting was made in code. */
  boolean isInCode(FilterSettings code) {
    return row.isInCode.test(code);
  }

  /** Whether code replaces the named setting. */
  boolean isReplacedBy(FilterSettings code) {
    if (code.validator() != null && !isOfFilter()) {
      return true;
    }
    return ISSUERS.contains(this)
        ? ISSUERS.stream().anyMatch(issuer -> issuer.isInCode(code))
        : isInCode(code);
  }

  /** The setting of the validator that this is; empty for one of the filter. */
  Optional<ValidatorSetting> ofValidator() {
    return Optional.ofNullable(row.ofValidator);
  }

  /** Applies a value, if it is a setting of the filter. */
  void apply(FilterSettingsBuilder filter, NamedValue value) {
    if (row.forFilter != null) {
      row.forFilter.apply(filter, value);
    }
  }

  static Optional<NamedSetting> ofInitParam(String name) {
    for (NamedSetting setting : values()) {
      if (setting.initParam.equals(name)) {
        return Optional.of(setting);
      }
    }
    return Optional.empty();
  }

  static Optional<NamedSetting> ofVariable(String name) {
    for (NamedSetting setting : values()) {
      if (setting != ENVIRONMENT && setting.variable().equals(name)) {
        return Optional.of(setting);
      }
    }
    return Optional.empty();
  }

  private static Row validatorSetting(ValidatorSetting setting) {
    return validatorSetting(setting, code -> false);
  }

  private static Row validatorSetting(
      ValidatorSetting setting, Predicate<FilterSettings> isInCode) {
    return new Row(isInCode, setting, null);
  }

  private static Row filterSetting(Predicate<FilterSettings> isInCode, ForFilter apply) {
    return new Row(isInCode, null, apply);
  }

  private interface ForFilter {
    void apply(FilterSettingsBuilder to, NamedValue value);
  }

  /**
   * What a row says of its setting.
   *
   * @param isInCode whether the setting was made in code
   * @param ofValidator the setting of the validator; null for a setting of the filter
   * @param forFilter applies a value to the filter; null for a setting of the validator
   */
  private record Row(
      Predicate<FilterSettings> isInCode,
      @Nullable ValidatorSetting ofValidator,
      @Nullable ForFilter forFilter) {}
}
