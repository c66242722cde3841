package dev.tokenvalidator.servlet;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.InvalidSettingException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One configured rule: a method or any, the paths, and what they need.
 *
 * @param method the method, compared case-sensitively (RFC 9110 section 9.1); null for every one
 * @param pattern the paths
 * @param rule what they need, under the name of the whole route
 * @param source where it was configured, for the operator
 */
record Route(@Nullable String method, PathPattern pattern, AccessRule rule, String source) {

  private static final Set<String> STANDARD_METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

  /**
   * Checks a route and names it.
   *
   * @param method a method, or null for every one
   * @throws InvalidSettingException naming the route, if it is malformed or could never be used
   */
  static Route of(@Nullable String method, String pattern, Access access, String source) {
    String name = (method == null ? "*" : method) + " " + pattern + " " + access;
    if (method != null) {
      checkMethod(name, method);
    }
    PathPattern paths;
    try {
      paths = PathPattern.parse(pattern);
    } catch (IllegalArgumentException e) {
      throw malformed(name, String.valueOf(e.getMessage()));
    }
    String part = access.organizationPart().orElse(null);
    if (part != null && paths.indexOf(part) < 0) {
      throw malformed(name, "its pattern has no part {" + part + "}");
    }
    return new Route(method, paths, new AccessRule(name, access, paths), source);
  }

  /** A message about one route. */
  static InvalidSettingException malformed(String route, String problem) {
    return new InvalidSettingException("routes", "\"" + route + "\": " + problem);
  }

  boolean isFor(String requestMethod, String path) {
    return isForMethod(requestMethod) && pattern.matches(path);
  }

  /** Whether a request is for this, but for the case of its path. */
  boolean isForInOtherCase(String requestMethod, String path) {
    return isForMethod(requestMethod) && pattern.matchesInOtherCase(path);
  }

  /** The path as the pattern spells it ({@link PathPattern#respell}); null for another method. */
  @Nullable String respell(String requestMethod, String path) {
    return isForMethod(requestMethod) ? pattern.respell(path) : null;
  }

  private boolean isForMethod(String requestMethod) {
    return method == null
        || method.equals(requestMethod)
        || (requestMethod.equals("HEAD") && method.equals("GET"));
  }

  /** Whether every request of the other one is also one of this. */
  boolean covers(Route other) {
    return (method == null || method.equals(other.method)) && pattern.covers(other.pattern);
  }

  /** Whether every request of the other one would be one of this, but for the case of its path. */
  boolean coversInOtherCase(Route other) {
    return (method == null || method.equals(other.method))
        && pattern.coversInOtherCase(other.pattern);
  }

  AuditedRule audited() {
    return new AuditedRule(
        method == null ? "*" : method, pattern.toString(), rule.access().toString(), source);
  }

  /** What a request has for a method, as far as a rule can be for it. */
  static boolean isMethod(String text) {
    return !text.isEmpty() && text.chars().allMatch(Route::isMethodCharacter);
  }

  /** The standard method of a name in any case; another name stays as it is. */
  static String standardMethod(String name) {
    String upperCase = name.toUpperCase(Locale.ROOT);
    return STANDARD_METHODS.contains(upperCase) ? upperCase : name;
  }

  @Override
  public String toString() {
    return rule.name();
  }

  private static void checkMethod(String route, String method) {
    if (!isMethod(method)) {
      throw malformed(
          route,
          "that is not one method; a rule for every method has \"*\" in text and none in code, and"
              + " one for two methods is two rules");
    }
    if (method.equals("HEAD")) {
      throw malformed(route, "HEAD needs what GET needs; write the rule for GET");
    }
    if (method.equals("TRACE") || method.equals("CONNECT")) {
      throw malformed(route, "requests with the method " + method + " are always refused");
    }
    String standard = standardMethod(method);
    if (!method.equals(standard)) {
      throw malformed(route, "methods are case-sensitive; write " + standard);
    }
  }

  /** All that is registered for methods, and more; of no list or wildcard, which nobody sends. */
  private static boolean isMethodCharacter(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_'
        || c == '.';
  }
}
