package dev.tokenvalidator.explain;

import dev.tokenvalidator.MachineRule;
import dev.tokenvalidator.OrganizationTokens;
import dev.tokenvalidator.ScopeFormat;
import dev.tokenvalidator.internal.settings.NamedValue;
import dev.tokenvalidator.internal.settings.ValidatorSetting;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Settings as calls of the validator's builder. */
final class JavaCode {

  private JavaCode() {}

  /**
   * One call each; the two settings about scopes are one call.
   *
   * @param settings to write
   * @param inUse where a call needs a setting that is not to be written
   */
  static List<String> calls(
      Map<ValidatorSetting, NamedValue> settings, Map<ValidatorSetting, NamedValue> inUse) {
    Set<String> calls = new LinkedHashSet<>();
    settings.forEach(
        (setting, value) ->
            calls.add(
                switch (setting) {
                  case SCOPE_CLAIM, SCOPE_FORMAT -> scopeClaim(settings, inUse);
                  default -> call(setting, value);
                }));
    calls.remove("");
    return new ArrayList<>(calls);
  }

  private static String call(ValidatorSetting setting, NamedValue value) {
    return switch (setting) {
      case ISSUER -> call("issuer", text(value.text()));
      case LOGTO_ENDPOINT -> call("logtoEndpoint", text(value.text()));
      case AUDIENCE -> call("audience", texts(value.uris()));
      case JWKS_URI -> call("jwksUri", "URI.create(" + text(value.text()) + ")");
      case JWK_SET -> call("jwkSet", text(value.text()));
      case ALLOW_PLAIN_HTTP -> call("allowPlainHttp", texts(value.words()));
      case ALGORITHMS -> call("algorithms", each(value.algorithms(), JavaCode::algorithm));
      case CLOCK_SKEW -> call("clockSkew", duration(value));
      case ACCEPT_TYPES -> call("acceptTypes", texts(value.words()));
      case ACCEPT_MISSING_TYPE -> value.flag() ? call("acceptMissingType", "") : "";
      case ACCESS_TOKEN_MARK -> call("accessTokenMark", texts(value.text().split("=", 2)));
      // Written together.
      case SCOPE_CLAIM, SCOPE_FORMAT -> "";
      case CLIENT_ID_CLAIM -> call("clientIdClaim", text(value.text()));
      case MACHINE_RULE -> call("machineRule", machineRule(value.machineRule()));
      case ORGANIZATIONS ->
          call("organizations", "OrganizationTokens." + value.oneOf(OrganizationTokens.class));
      case MAXIMUM_TOKEN_AGE -> call("maximumTokenAge", duration(value));
      case FETCH_TIMEOUT -> call("fetchTimeout", duration(value));
      case FETCH_HEADER -> fetchHeader(value.text());
      case TIME_TO_LIVE -> call("timeToLive", duration(value));
      case STALE_LIMIT -> call("staleLimit", duration(value));
      case REPLICA_LAG -> call("replicaLag", duration(value));
      case TOKEN_CACHE_BYTES -> call("tokenCacheBytes", value.number(Long.MAX_VALUE) + "L");
      case CONCURRENT_VERIFICATIONS ->
          call("concurrentVerifications", String.valueOf(value.number(Integer.MAX_VALUE)));
    };
  }

  private static String scopeClaim(
      Map<ValidatorSetting, NamedValue> settings, Map<ValidatorSetting, NamedValue> inUse) {
    NamedValue claim = either(ValidatorSetting.SCOPE_CLAIM, settings, inUse);
    NamedValue format = either(ValidatorSetting.SCOPE_FORMAT, settings, inUse);
    return call(
        "scopeClaim",
        text(claim == null ? "scope" : claim.text())
            + ", ScopeFormat."
            + (format == null ? ScopeFormat.STRING : format.oneOf(ScopeFormat.class)));
  }

  private static @Nullable NamedValue either(
      ValidatorSetting setting,
      Map<ValidatorSetting, NamedValue> settings,
      Map<ValidatorSetting, NamedValue> inUse) {
    NamedValue value = settings.get(setting);
    return value == null ? inUse.get(setting) : value;
  }

  private static String algorithm(SignatureAlgorithm algorithm) {
    return "SignatureAlgorithm." + algorithm.name();
  }

  private static String machineRule(MachineRule rule) {
    if (rule.equals(MachineRule.LOGTO)) {
      return "MachineRule.LOGTO";
    }
    return rule.equals(MachineRule.KEYCLOAK)
        ? "MachineRule.KEYCLOAK"
        : "MachineRule.claim(" + texts(rule.toString().split("=", 2)) + ")";
  }

  private static String fetchHeader(String text) {
    String[] parts = text.split(":", 2);
    return call("fetchHeader", text(parts[0].strip()) + ", () -> " + text(parts[1].strip()));
  }

  private static String duration(NamedValue value) {
    return "Duration.parse(" + text(value.duration().toString()) + ")";
  }

  private static String call(String method, String arguments) {
    return "." + method + "(" + arguments + ")";
  }

  private static String texts(String[] texts) {
    return each(texts, JavaCode::text);
  }

  private static <T> String each(T[] values, Function<T, String> written) {
    return Arrays.stream(values).map(written).collect(Collectors.joining(", "));
  }

  /** A string literal. */
  static String text(String text) {
    StringBuilder literal = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> literal.append("\\\"");
        case '\\' -> literal.append("\\\\");
        case '\n' -> literal.append("\\n");
        case '\r' -> literal.append("\\r");
        case '\t' -> literal.append("\\t");
        default -> literal.append(character(c));
      }
    }
    return literal.append('"').toString();
  }

  /**
   * JLS section 3.3: a Unicode escape becomes a character before the literal is read, so a line end
   * written that way would end the line. Octal escapes do not.
   */
  private static String character(char c) {
    if (c < ' ') {
      return String.format("\\%03o", (int) c);
    }
    return Ascii.isPrintable(c) ? String.valueOf(c) : Ascii.unicodeEscape(c);
  }
}
