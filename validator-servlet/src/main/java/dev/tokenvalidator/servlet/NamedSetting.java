package dev.tokenvalidator.servlet;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What can be set by name: as an init-param of the filter in camel case, {@code clockSkew}, or in
 * the environment, {@code TOKEN_VALIDATOR_CLOCK_SKEW}.
 */
enum NamedSetting {
  ISSUER,
  LOGTO_ENDPOINT,
  AUDIENCE,
  JWKS_URI,
  JWK_SET,
  ALLOW_PLAIN_HTTP,
  ALGORITHMS,
  CLOCK_SKEW,
  ACCEPT_TYPES,
  ACCEPT_MISSING_TYPE,
  ACCESS_TOKEN_MARK,
  SCOPE_CLAIM,
  SCOPE_FORMAT,
  CLIENT_ID_CLAIM,
  ORGANIZATIONS,
  MAXIMUM_TOKEN_AGE,
  FETCH_TIMEOUT,
  FETCH_HEADER,
  TIME_TO_LIVE,
  STALE_LIMIT,
  REPLICA_LAG,
  TOKEN_CACHE_BYTES,
  CONCURRENT_VERIFICATIONS,
  REALM,
  ROUTES,
  PATH_PARAMETERS,
  ALLOW_PREFLIGHT,
  CHECK_DISPATCHES,
  REQUIRE_COVERAGE,
  FILTER_ORDER_CHECKED,
  /** Whether the environment is read: an init-param only. */
  ENVIRONMENT;

  /** Of the filter itself; the others are the validator's. */
  static final Set<NamedSetting> FILTER_SETTINGS =
      EnumSet.of(
          REALM,
          ROUTES,
          PATH_PARAMETERS,
          ALLOW_PREFLIGHT,
          CHECK_DISPATCHES,
          REQUIRE_COVERAGE,
          FILTER_ORDER_CHECKED,
          ENVIRONMENT);

  static final String PREFIX = "TOKEN_VALIDATOR_";

  /**
   * What Kubernetes puts into the environment of every container for a service called {@code
   * token-validator} or {@code token-validator-...}.
   */
  private static final Pattern KUBERNETES =
      Pattern.compile(
          PREFIX
              + "(\\w+_)?(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT(_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)");

  private final String initParam = camelCase(name());

  /** The name among the init-params, and that of the builder's method in core. */
  String initParam() {
    return initParam;
  }

  /** The name in the environment. */
  String variable() {
    return PREFIX + name();
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

  /** Whether a variable is meant for us, so that one we do not know is a mistake. */
  static boolean isOurs(String variable) {
    return variable.startsWith(PREFIX) && !KUBERNETES.matcher(variable).matches();
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
}
