package dev.tokenvalidator.servlet;

import jakarta.servlet.http.HttpServletMapping;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A filter of the application that requests meet beside ours.
 *
 * @param name the name it is registered under
 * @param className its class, or that of the bean it stands for; empty where nobody says
 * @param kind what it is known to do
 * @param place where it stands
 * @param urlPatterns the paths it is mapped to
 * @param servletNames the servlets it is mapped to; {@code *} for all
 */
record OtherFilter(
    String name,
    String className,
    FilterKind kind,
    FilterPlace place,
    Set<String> urlPatterns,
    Set<String> servletNames) {

  /** Whether it may run code of the application for a preflight that ours has let through. */
  boolean mayAnswerPreflight() {
    return place != FilterPlace.IN_FRONT && kind.mayAnswerOptions();
  }

  /** Whether it is mapped to what a request is for. */
  boolean isMappedTo(Target target) {
    return matches(target.path())
        || (target.welcomeFile() != null && matches(target.welcomeFile()))
        || servletNames.contains("*")
        || servletNames.contains(servletName(target.mapping()));
  }

  private boolean matches(String path) {
    return urlPatterns.stream()
        .anyMatch(pattern -> pattern.equals("*") || PathPattern.ofMapping(pattern).matches(path));
  }

  private static String servletName(@Nullable HttpServletMapping mapping) {
    return mapping == null ? "" : mapping.getServletName();
  }

  /** What it is mapped to, for people. */
  String mappings() {
    StringBuilder text = new StringBuilder(String.join(" ", urlPatterns));
    servletNames.forEach(
        servlet -> text.append(text.isEmpty() ? "" : " ").append("servlet ").append(servlet));
    return text.toString();
  }

  @Override
  public String toString() {
    return className.isEmpty() || className.equals(name) ? name : name + " (" + className + ")";
  }
}
