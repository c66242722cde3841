package dev.tokenvalidator.servlet;

/**
 * A rule that requests to a servlet mapping may meet.
 *
 * @param method the method it is for; {@code *} for every one
 * @param pattern the paths it is for: that of the route, or the servlet's mapping
 * @param needs what it asks, as a text route has it: {@code allOf(read:products)}
 * @param source where it comes from: {@code code, rule 2}, the init-param or variable and the
 *     number of the rule in it, or the annotated class
 */
public record AuditedRule(String method, String pattern, String needs, String source) {

  /** One line for people. */
  @Override
  public String toString() {
    return method + " " + pattern + " " + needs + " (" + source + ")";
  }
}
