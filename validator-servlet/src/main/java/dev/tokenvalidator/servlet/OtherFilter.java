package dev.tokenvalidator.servlet;

import jakarta.servlet.http.HttpServletMapping;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Another filter that requests to the application meet.
 *
 * @param name the name that it is registered under
 * @param className its class, or that of the bean it stands for; empty if it is unknown
 * @param kind what it does, if that is known
 * @param place its place relative to the bearer token filter
 * @param urlPatterns the paths that it is mapped to
 * @param servletNames the servlets that it is mapped to; {@code *} for all
 */
record OtherFilter(
    String name,
    String className,
    FilterKind kind,
    FilterPlace place,
    Set<String> urlPatterns,
    Set<String> servletNames) {

  private static final Set<String> MAPPED_TO_ALL = Set.of("/*", "/", "*");

  /** Whether it may run code of the application for a preflight that was let through. */
  boolean mayAnswerPreflight() {
    return place != FilterPlace.IN_FRONT && kind.mayAnswerOptions();
  }

  /** Whether it may be mapped to the target of a request; a suffix counts as every path. */
  boolean isMappedTo(RequestTarget target) {
    return matches(target.path())
        || (target.welcomeFile() != null && matches(target.welcomeFile()))
        || servletNames.contains("*")
        || servletNames.contains(servletName(target.mapping()));
  }

  /**
   * Whether it may serve some of the paths. An unknown filter may if it is mapped to some paths
   * only; one that is mapped to all paths usually just looks at requests.
   */
  boolean mayServe(PathPattern paths) {
    return switch (kind) {
      case CONTENT -> !servletNames.isEmpty() || isMappedToSome(paths, urlPatterns);
      case OTHER ->
          isMappedToSome(
              paths,
              urlPatterns.stream().filter(pattern -> !MAPPED_TO_ALL.contains(pattern)).toList());
      case WEBSOCKET, FORM_METHOD, TRANSPARENT -> false;
    };
  }

  /** Whether it is unknown and mapped to all paths. */
  boolean mayServeAnything() {
    return kind == FilterKind.OTHER && urlPatterns.stream().anyMatch(MAPPED_TO_ALL::contains);
  }

  private static boolean isMappedToSome(PathPattern paths, Collection<String> urlPatterns) {
    return urlPatterns.stream()
        .anyMatch(pattern -> pattern.equals("*") || PathPattern.ofMapping(pattern).overlaps(paths));
  }

  private boolean matches(String path) {
    return urlPatterns.stream()
        .anyMatch(pattern -> pattern.equals("*") || PathPattern.ofMapping(pattern).matches(path));
  }

  private static String servletName(@Nullable HttpServletMapping mapping) {
    return mapping == null ? "" : mapping.getServletName();
  }

  /** Its mappings, for people. */
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
