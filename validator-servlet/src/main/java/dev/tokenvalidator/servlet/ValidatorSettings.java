package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.AccessTokenValidatorBuilder;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.OrganizationTokens;
import dev.tokenvalidator.ScopeFormat;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a validator that the filter's builder offers itself; all others come by name.
 *
 * @param issuer who issues the tokens
 * @param logtoEndpoint the same, as a Logto tenant
 * @param audience whom the tokens are for
 */
record ValidatorSettings(
    @Nullable String issuer, @Nullable String logtoEndpoint, List<String> audience) {

  /**
   * Builds the validator: what is set in code counts before what is set by name.
   *
   * @throws InvalidSettingException if a setting is missing, malformed or contradicts another
   */
  AccessTokenValidator build(NamedSettings named) {
    AccessTokenValidatorBuilder builder = AccessTokenValidator.builder();
    applyIssuer(builder, named);
    applyAudience(builder, named);
    applyKeys(builder, named);
    applyTypes(builder, named);
    applyClaims(builder, named);
    applyTimes(builder, named);
    applySizes(builder, named);
    return builder.build();
  }

  private void applyIssuer(AccessTokenValidatorBuilder builder, NamedSettings named) {
    if (issuer == null && logtoEndpoint == null) {
      named.find(NamedSetting.ISSUER).ifPresent(value -> builder.issuer(value.text()));
      named
          .find(NamedSetting.LOGTO_ENDPOINT)
          .ifPresent(value -> builder.logtoEndpoint(value.text()));
    }
    if (issuer != null) {
      builder.issuer(issuer);
    }
    if (logtoEndpoint != null) {
      builder.logtoEndpoint(logtoEndpoint);
    }
  }

  private void applyAudience(AccessTokenValidatorBuilder builder, NamedSettings named) {
    if (audience.isEmpty()) {
      named.find(NamedSetting.AUDIENCE).ifPresent(value -> builder.audience(value.uris()));
    } else {
      builder.audience(audience.toArray(String[]::new));
    }
  }

  private static void applyKeys(AccessTokenValidatorBuilder builder, NamedSettings named) {
    named.find(NamedSetting.JWKS_URI).ifPresent(value -> builder.jwksUri(value.uri()));
    named.find(NamedSetting.JWK_SET).ifPresent(value -> builder.jwkSet(value.text()));
    named
        .find(NamedSetting.ALLOW_PLAIN_HTTP)
        .ifPresent(value -> builder.allowPlainHttp(value.words()));
    named.find(NamedSetting.ALGORITHMS).ifPresent(value -> builder.algorithms(algorithms(value)));
    named.find(NamedSetting.FETCH_HEADER).ifPresent(value -> applyFetchHeader(builder, value));
  }

  /** A fixed value, as {@code name: value}; one that changes is set in code. */
  private static void applyFetchHeader(AccessTokenValidatorBuilder builder, NamedValue value) {
    int colon = value.text().indexOf(':');
    if (colon < 0) {
      // Without the text, which may be a secret that stands alone.
      throw new InvalidSettingException(
          value.name(), "has no colon; give the header field as \"name: value\"");
    }
    String header = value.text().substring(colon + 1).strip();
    if (!header.matches("[\t -~]+")) {
      throw new InvalidSettingException(
          value.name(), "has no value, or one that a header field cannot have");
    }
    builder.fetchHeader(value.text().substring(0, colon).strip(), () -> header);
  }

  private static void applyTypes(AccessTokenValidatorBuilder builder, NamedSettings named) {
    named.find(NamedSetting.ACCEPT_TYPES).ifPresent(value -> builder.acceptTypes(value.words()));
    if (named.find(NamedSetting.ACCEPT_MISSING_TYPE).map(NamedValue::flag).orElse(false)) {
      builder.acceptMissingType();
    }
    named
        .find(NamedSetting.ACCESS_TOKEN_MARK)
        .ifPresent(
            value -> {
              int equals = value.text().indexOf('=');
              if (equals < 0) {
                builder.accessTokenMark(value.text());
              } else {
                builder.accessTokenMark(
                    value.text().substring(0, equals), value.text().substring(equals + 1));
              }
            });
  }

  private static void applyClaims(AccessTokenValidatorBuilder builder, NamedSettings named) {
    Optional<String> scopeClaim = named.find(NamedSetting.SCOPE_CLAIM).map(NamedValue::text);
    Optional<ScopeFormat> scopeFormat =
        named.find(NamedSetting.SCOPE_FORMAT).map(value -> value.oneOf(ScopeFormat.class));
    if (scopeClaim.isPresent() || scopeFormat.isPresent()) {
      builder.scopeClaim(scopeClaim.orElse("scope"), scopeFormat.orElse(ScopeFormat.STRING));
    }
    named
        .find(NamedSetting.CLIENT_ID_CLAIM)
        .ifPresent(value -> builder.clientIdClaim(value.text()));
    named
        .find(NamedSetting.ORGANIZATIONS)
        .ifPresent(value -> builder.organizations(value.oneOf(OrganizationTokens.class)));
  }

  private static void applyTimes(AccessTokenValidatorBuilder builder, NamedSettings named) {
    named.find(NamedSetting.CLOCK_SKEW).ifPresent(value -> builder.clockSkew(value.duration()));
    named
        .find(NamedSetting.MAXIMUM_TOKEN_AGE)
        .ifPresent(value -> builder.maximumTokenAge(value.duration()));
    named
        .find(NamedSetting.FETCH_TIMEOUT)
        .ifPresent(value -> builder.fetchTimeout(value.duration()));
    named.find(NamedSetting.TIME_TO_LIVE).ifPresent(value -> builder.timeToLive(value.duration()));
    named.find(NamedSetting.STALE_LIMIT).ifPresent(value -> builder.staleLimit(value.duration()));
    named.find(NamedSetting.REPLICA_LAG).ifPresent(value -> builder.replicaLag(value.duration()));
  }

  private static void applySizes(AccessTokenValidatorBuilder builder, NamedSettings named) {
    named
        .find(NamedSetting.TOKEN_CACHE_BYTES)
        .ifPresent(value -> builder.tokenCacheBytes(value.number(Long.MAX_VALUE)));
    named
        .find(NamedSetting.CONCURRENT_VERIFICATIONS)
        .ifPresent(value -> builder.concurrentVerifications((int) value.number(Integer.MAX_VALUE)));
  }

  private static SignatureAlgorithm[] algorithms(NamedValue value) {
    return Arrays.stream(value.words())
        .map(
            name ->
                SignatureAlgorithm.named(name)
                    .orElseThrow(
                        () -> value.invalid("\"" + name + "\" is none of " + allAlgorithms())))
        .toArray(SignatureAlgorithm[]::new);
  }

  private static String allAlgorithms() {
    return Arrays.stream(SignatureAlgorithm.values())
        .map(algorithm -> algorithm == SignatureAlgorithm.ED25519 ? "EdDSA" : algorithm.name())
        .collect(Collectors.joining(", "));
  }
}
