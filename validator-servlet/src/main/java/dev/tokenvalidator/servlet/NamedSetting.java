package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AccessTokenValidatorBuilder;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.OrganizationTokens;
import dev.tokenvalidator.ScopeFormat;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings that have a name, one row each: as an init-param of the filter in camel case, {@code
 * clockSkew}, or in the environment, {@code TOKEN_VALIDATOR_CLOCK_SKEW}.
 *
 * <p>A row says whether the setting is the validator's or the filter's, whether code has made it
 * (which replaces the named one), and how its value is applied.
 */
enum NamedSetting {
  ISSUER(validatorSetting(code -> code.issuer() != null, (to, value) -> to.issuer(value.text()))),
  LOGTO_ENDPOINT(
      validatorSetting(
          code -> code.logtoEndpoint() != null, (to, value) -> to.logtoEndpoint(value.text()))),
  AUDIENCE(
      validatorSetting(
          code -> !code.audience().isEmpty(), (to, value) -> to.audience(value.uris()))),
  JWKS_URI(validatorSetting((to, value) -> to.jwksUri(value.uri()))),
  JWK_SET(validatorSetting((to, value) -> to.jwkSet(value.text()))),
  ALLOW_PLAIN_HTTP(validatorSetting((to, value) -> to.allowPlainHttp(value.words()))),
  ALGORITHMS(validatorSetting((to, value) -> to.algorithms(value.algorithms()))),
  CLOCK_SKEW(validatorSetting((to, value) -> to.clockSkew(value.duration()))),
  ACCEPT_TYPES(validatorSetting((to, value) -> to.acceptTypes(value.words()))),
  ACCEPT_MISSING_TYPE(validatorSetting(NamedSetting::applyMissingType)),
  ACCESS_TOKEN_MARK(validatorSetting(NamedSetting::applyMark)),
  SCOPE_CLAIM(validatorSetting((to, value, all) -> applyScopeClaim(to, all))),
  SCOPE_FORMAT(validatorSetting((to, value, all) -> applyScopeClaim(to, all))),
  CLIENT_ID_CLAIM(validatorSetting((to, value) -> to.clientIdClaim(value.text()))),
  ORGANIZATIONS(
      validatorSetting((to, value) -> to.organizations(value.oneOf(OrganizationTokens.class)))),
  MAXIMUM_TOKEN_AGE(validatorSetting((to, value) -> to.maximumTokenAge(value.duration()))),
  FETCH_TIMEOUT(validatorSetting((to, value) -> to.fetchTimeout(value.duration()))),
  FETCH_HEADER(validatorSetting(NamedSetting::applyFetchHeader)),
  TIME_TO_LIVE(validatorSetting((to, value) -> to.timeToLive(value.duration()))),
  STALE_LIMIT(validatorSetting((to, value) -> to.staleLimit(value.duration()))),
  REPLICA_LAG(validatorSetting((to, value) -> to.replicaLag(value.duration()))),
  TOKEN_CACHE_BYTES(
      validatorSetting((to, value) -> to.tokenCacheBytes(value.number(Long.MAX_VALUE)))),
  CONCURRENT_VERIFICATIONS(
      validatorSetting(
          (to, value) -> to.concurrentVerifications((int) value.number(Integer.MAX_VALUE)))),
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
  REQUIRE_COVERAGE(
      filterSetting(
          FilterSettings::requireCoverage, (to, value) -> to.requireCoverage = value.flag())),
  FILTER_ORDER_CHECKED(
      filterSetting(
          FilterSettings::filterOrderChecked, (to, value) -> to.filterOrderChecked = value.flag())),

  /** Whether the environment is read: an init-param only, which {@link NamedSettings} obeys. */
  ENVIRONMENT(filterSetting(code -> false, (to, value) -> {}));

  /** Two names for one thing: a filter takes one of both, and from one place. */
  static final Set<NamedSetting> ISSUERS = EnumSet.of(ISSUER, LOGTO_ENDPOINT);

  /**
   * The variables that Kubernetes sets in every container for a service called {@code
   * token-validator} or {@code token-validator-...}.
   */
  private static final Pattern KUBERNETES =
      Pattern.compile(
          NamedValue.VARIABLE_PREFIX
              + "(\\w+_)?(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT(_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)");

  @SuppressWarnings("ImmutableEnumChecker") // its functions keep no state
  private final Row row;

  private final String initParam = camelCase(name());

  NamedSetting(Row row) {
    this.row = row;
  }

  /** The name among the init-params; nearly always also that of the builder's method. */
  String initParam() {
    return initParam;
  }

  /** The name in the environment. */
  String variable() {
    return NamedValue.VARIABLE_PREFIX + name();
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

  /** Applies a value, if it is a setting of the filter. */
  void apply(FilterSettingsBuilder filter, NamedValue value) {
    if (row.forFilter != null) {
      row.forFilter.apply(filter, value);
    }
  }

  /**
   * Applies a value, if it is a setting of the validator.
   *
   * @param all the values of all settings that are in use
   */
  void apply(
      AccessTokenValidatorBuilder validator, NamedValue value, Map<NamedSetting, NamedValue> all) {
    if (row.forValidator != null) {
      row.forValidator.apply(validator, value, all);
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

  /** Whether a variable is meant for this library, so that an unknown one is a mistake. */
  static boolean isOurs(String variable) {
    return variable.startsWith(NamedValue.VARIABLE_PREFIX)
        && !KUBERNETES.matcher(variable).matches();
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
      AccessTokenValidatorBuilder to, Map<NamedSetting, NamedValue> all) {
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

  private static String camelCase(String name) {
    StringBuilder camelCase = new StringBuilder();
    boolean wordStarts = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '_') {
        wordStarts = true;
      } else {
        camelCase.append(wordStarts ? c : Character.toLowerCase(c));
        wordStarts = false;
      }
    }
    return camelCase.toString();
  }

  private static Row validatorSetting(ForValidator apply) {
    return validatorSetting(code -> false, apply);
  }

  private static Row validatorSetting(Predicate<FilterSettings> isInCode, ForValidator apply) {
    return new Row(isInCode, (to, value, all) -> apply.apply(to, value), null);
  }

  private static Row validatorSetting(ForValidatorWithOthers apply) {
    return new Row(code -> false, apply, null);
  }

  private static Row filterSetting(Predicate<FilterSettings> isInCode, ForFilter apply) {
    return new Row(isInCode, null, apply);
  }

  private interface ForValidator {
    void apply(AccessTokenValidatorBuilder to, NamedValue value);
  }

  private interface ForValidatorWithOthers {
    void apply(AccessTokenValidatorBuilder to, NamedValue value, Map<NamedSetting, NamedValue> all);
  }

  private interface ForFilter {
    void apply(FilterSettingsBuilder to, NamedValue value);
  }

  /**
   * What a row says of its setting.
   *
   * @param isInCode whether the setting was made in code
   * @param forValidator applies a value to the validator; null for a setting of the filter
   * @param forFilter applies a value to the filter; null for a setting of the validator
   */
  private record Row(
      Predicate<FilterSettings> isInCode,
      @Nullable ForValidatorWithOthers forValidator,
      @Nullable ForFilter forFilter) {}
}
