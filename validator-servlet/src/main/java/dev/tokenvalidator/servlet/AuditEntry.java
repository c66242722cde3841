package dev.tokenvalidator.servlet;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One line of the start-up audit: a path that a servlet is mapped to, and what covers it.
 *
 * @param mapping the servlet's URL pattern, as the container knows it
 * @param servletName the name the servlet is registered under
 * @param servletClass its class, as far as the container tells; empty otherwise
 * @param rules the rules that requests to the mapping may meet, in the order in which they are
 *     tried; empty where nothing covers it, so that every request to it is refused
 */
public record AuditEntry(
    String mapping, String servletName, String servletClass, List<AuditedRule> rules) {

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
            : rules.stream().map(AuditedRule::toString).collect(Collectors.joining("; ")));
  }
}
