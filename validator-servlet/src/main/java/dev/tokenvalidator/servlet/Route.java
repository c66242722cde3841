package dev.tokenvalidator.servlet;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.InvalidSettingException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A route as the application configured it: one method or all, the paths, and what they need.
 *
 * @param method compared case-sensitively (RFC 9110 section 9.1); null for every method
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
   * @param method null for every method
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

  /** Names a route and its problem. */
  static InvalidSettingException malformed(String route, String problem) {
    return new InvalidSettingException("routes", "\"" + route + "\": " + problem);
  }

  boolean isFor(String requestMethod, String path) {
    return isForMethod(requestMethod) && pattern.matches(path);
  }

  /** Whether a request is for this route only if the case of its path is ignored. */
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

  /** Whether every request for the other route is also one for this route. */
  boolean covers(Route other) {
    return (method == null || method.equals(other.method)) && pattern.covers(other.pattern);
  }

  /** Whether that holds only if the case of the paths is ignored. */
  boolean coversInOtherCase(Route other) {
    return (method == null || method.equals(other.method))
        && pattern.coversInOtherCase(other.pattern);
  }

  AuditEntry.Rule toAuditRule() {
    return new AuditEntry.Rule(
        method == null ? "*" : method, pattern.toString(), rule.access().toString(), source);
  }

  /** Whether a text can be the method of a route. */
  static boolean isMethod(String text) {
    return !text.isEmpty() && text.chars().allMatch(Route::isMethodCharacter);
  }

  /** The standard method for a name in any case; any other name stays as it is. */
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
          "that is not one method; for every method write \"*\" in text and leave it out in code,"
              + " and for two methods write two routes");
    }
    if (method.equals("HEAD")) {
      throw malformed(route, "HEAD needs what GET needs; write the route for GET");
    }
    if (method.equals("TRACE") || method.equals("CONNECT")) {
      throw malformed(route, "requests with the method " + method + " are always refused");
    }
    String standard = standardMethod(method);
    if (!method.equals(standard)) {
      throw malformed(route, "methods are case-sensitive; write " + standard);
    }
  }

  /** Includes every registered method, and excludes lists and wildcards. */
  private static boolean isMethodCharacter(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_'
        || c == '.';
  }
}
