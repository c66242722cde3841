package dev.tokenvalidator.servlet;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One line of the audit at the start: a servlet mapping, and the rules that cover it.
 *
 * @param mapping the servlet's URL pattern, as the container knows it
 * @param servletName the name that the servlet is registered under
 * @param servletClass its class; empty if the container does not name it
 * @param rules the rules that requests to the mapping may meet: routes in their order, of which the
 *     first match counts, then the annotations, which count as well; empty if nothing covers it, so
 *     that every request to it is refused
 */
public record AuditEntry(
    String mapping, String servletName, String servletClass, List<Rule> rules) {

  /** Copies the list. */
  public AuditEntry {
    rules = List.copyOf(rules);
  }

  /** One line for people. */
  @Override
  public String toString() {
    return mapping
        + " -> "
        + servletName
        + (servletClass.isEmpty() || servletClass.equals(servletName)
            ? ""
            : " (" + servletClass + ")")
        + ": "
        + (rules.isEmpty()
            ? "refused, nothing covers it"
            : rules.stream().map(Rule::toString).collect(Collectors.joining("; ")));
  }

  /**
   * A rule that requests to the mapping may meet.
   *
   * @param method {@code *} for every method
   * @param pattern the paths: the pattern of the route, or the servlet's mapping
   * @param needs what a request needs, in the words of a text route: {@code allOf(read:products)}
   * @param source where the rule comes from: {@code code, route 2}, the init-param or variable and
   *     the number of the route in it, or the annotated class
   */
  public record Rule(String method, String pattern, String needs, String source) {

    /** One line for people. */
    @Override
    public String toString() {
      return method + " " + pattern + " " + needs + " (" + source + ")";
    }
  }
}
