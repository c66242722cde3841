package dev.tokenvalidator.servlet;

import dev.tokenvalidator.Explanation;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which rule covers a request: a route, or the annotations of the servlet it is for; where both are
 * there, both. Safe for use by several threads.
 */
final class AccessRules {

  private static final String NAMES_ANOTHER_METHOD =
      "the request names another method, so it needs what the rules of both methods ask";

  private static final String MAY_BE_READ_AS_ANOTHER =
      "a router behind the filter may ignore case, a slash at the end and suffixes like .json, so"
          + " the path needs what both rules ask; a route that names the path literally counts alone";

  private static final String ANSWERS_WITH_WELCOME_FILE =
      "a container answers for a directory with its welcome file, so the directory needs what the"
          + " rules of both ask";

  private static final int MAX_JOINED = 1_000;

  private final Routes routes;
  private final AnnotatedServlets servlets;
  private final OtherFilters filters;
  private final JettyWelcomeFiles welcomeFiles;

  /** An annotation cannot say which organization, so where one is demanded it needs a route. */
  private final boolean annotationsSuffice;

  /**
   * Rules that were joined, so that it is done once. Which rules meet depends on the path, so their
   * number is bounded.
   */
  private final Map<Pair, AccessRule> joined = new ConcurrentHashMap<>();

  AccessRules(
      Routes routes,
      AnnotatedServlets servlets,
      OtherFilters filters,
      JettyWelcomeFiles welcomeFiles,
      boolean annotationsSuffice) {
    this.routes = routes;
    this.servlets = servlets;
    this.filters = filters;
    this.welcomeFiles = welcomeFiles;
    this.annotationsSuffice = annotationsSuffice;
  }

  /**
   * The rule for a request; one that lets nobody in where nothing covers it.
   *
   * @param named another method that the request names ({@link MethodOverride}); null for none
   */
  AccessRule of(String method, @Nullable String named, RequestTarget target) {
    AccessRule rule = find(method, target);
    if (rule == null) {
      return uncovered(target);
    }
    if (named == null || named.equals(method)) {
      return rule;
    }
    AccessRule both = both(rule, find(named, target), NAMES_ANOTHER_METHOD);
    return both != null ? both : uncoveredMethod(rule);
  }

  /**
   * Whether a request is a preflight, for a method that a rule covers, and can be let through to
   * the filters behind: neither a servlet of the application acts on it nor one of those filters,
   * no route is for {@code OPTIONS} by name, and the request names no other method.
   */
  boolean allowsPreflight(HttpServletRequest request, RequestTarget target) {
    String requested = Preflight.requestedMethod(request);
    if (requested == null || !MethodOverride.namedIn(request).isEmpty()) {
      return false;
    }
    AnnotatedServlet scopes = servlets.of(target.mapping());
    Route route = routes.find("OPTIONS", target.path());
    return scopes != null
        && !scopes.actsOnOptions()
        && !filters.mayAnswerPreflight(target)
        && (route == null || route.method() == null)
        && isCovered(requested, target);
  }

  /**
   * Whether the servlet of a dispatch is annotated for the method. One whose class is not known may
   * be, unless a route speaks for it.
   */
  boolean mayAskForCaller(HttpServletRequest request) {
    AnnotatedServlet scopes = servlets.of(request.getHttpServletMapping());
    if (scopes == null) {
      return true;
    }
    if (scopes != AnnotatedServlet.UNRESOLVED) {
      return scopes.rule(request.getMethod()) != null
          || MethodOverride.namedIn(request).stream()
              .anyMatch(named -> scopes.rule(named.toUpperCase(Locale.ROOT)) != null);
    }
    RequestTarget target = RequestTarget.of(request, Set.of());
    return target == null || !isCovered(request.getMethod(), target);
  }

  private boolean isCovered(String method, RequestTarget target) {
    AccessRule rule = find(method, target);
    return rule != null && !rule.isClosed();
  }

  private @Nullable AccessRule find(String method, RequestTarget target) {
    AnnotatedServlet scopes = servlets.of(target.mapping());
    if (scopes == null) {
      // Nobody can tell what annotations ask for.
      return null;
    }
    AccessRule rule = find(method, target, scopes);
    // Methods are case-sensitive, but RESTEasy runs what is for GET by "get" too.
    String upperCase = method.toUpperCase(Locale.ROOT);
    return method.equals(upperCase) ? rule : both(rule, find(upperCase, target, scopes), null);
  }

  private @Nullable AccessRule find(String method, RequestTarget target, AnnotatedServlet scopes) {
    AccessRule annotated = scopes.rule(method);
    AccessRule rule = find(method, target.path(), annotated, target.isMappedExactly());
    if (target.welcomeFile() != null) {
      return both(rule, find(method, target.welcomeFile(), annotated, false), null);
    }
    String answer = welcomeFiles.answerFor(target);
    if (answer != null) {
      return both(rule, find(method, answer, annotated, false), ANSWERS_WITH_WELCOME_FILE);
    }
    return WelcomeFiles.mayAnswerFor(target)
        ? all(rule, routes.findWelcomeFiles(method, target.path()), ANSWERS_WITH_WELCOME_FILE)
        : rule;
  }

  /** What meets both, where both let somebody in. */
  private @Nullable AccessRule both(
      @Nullable AccessRule one, @Nullable AccessRule other, @Nullable String why) {
    if (one == null || one.isClosed()) {
      return one;
    }
    if (other == null || other == one || other.isClosed()) {
      return other;
    }
    // Nobody can tell which of two organizations is meant.
    return one.readsOtherOrganizationThan(other) ? null : join(one, other, why);
  }

  private @Nullable AccessRule all(@Nullable AccessRule rule, List<Route> others, String why) {
    AccessRule all = rule;
    for (int i = 0; i < others.size(); i++) {
      all = both(all, others.get(i).rule(), why);
    }
    return all;
  }

  /**
   * The rule for a path.
   *
   * @param isMapped whether the servlet is for this path alone, and no router has to find it
   */
  private @Nullable AccessRule find(
      String method, String path, @Nullable AccessRule annotated, boolean isMapped) {
    Route route = routes.find(method, path);
    if (route == null) {
      AccessRule rule = annotationsSuffice ? annotated : null;
      return isMapped ? rule : withOtherReadings(method, path, rule);
    }
    Route meant = route.rule().isOpen() ? findMeant(method, path, route) : null;
    if (meant != null) {
      return notServed(route, meant, path);
    }
    AccessRule rule = withAnnotation(route.rule(), annotated);
    return route.pattern().isLiteral() ? rule : withOtherReadings(method, path, rule);
  }

  /** The protected route whose path a file system may take the path of an open one for. */
  private @Nullable Route findMeant(String method, String path, Route open) {
    Route meant = routes.findInOtherCase(method, path);
    if (meant != null || open.pattern().isLiteral()) {
      return meant;
    }
    List<Route> found = routes.findInReadings(method, path, RouterReadings.shortened(path));
    return found.isEmpty() ? null : found.get(0);
  }

  /**
   * A route for a tree or for any segment does not speak for a path that a router may take for the
   * path of another route.
   */
  private @Nullable AccessRule withOtherReadings(
      String method, String path, @Nullable AccessRule rule) {
    return rule == null
        ? null
        : all(
            rule,
            routes.findInReadings(method, path, RouterReadings.of(path)),
            MAY_BE_READ_AS_ANOTHER);
  }

  private @Nullable AccessRule withAnnotation(AccessRule rule, @Nullable AccessRule annotated) {
    if (annotated == null) {
      return rule;
    }
    // An open route does not say which organization either.
    return rule.isOpen() && !annotationsSuffice ? null : join(rule, annotated, null);
  }

  private AccessRule join(AccessRule one, AccessRule other, @Nullable String why) {
    Pair pair = new Pair(one, other, why);
    AccessRule known = joined.get(pair);
    if (known != null) {
      return known;
    }
    return joined.size() < MAX_JOINED
        ? joined.computeIfAbsent(pair, it -> it.one.and(it.other, it.why))
        : one.and(other, why);
  }

  /** A file system behind the filter may ignore case, and dots and spaces at the end. */
  private static AccessRule notServed(Route open, Route meant, String path) {
    return AccessRule.closed(
        open + ", path " + Explanation.quote(path),
        Explanation.of("a path that cannot be read as one of \"" + meant + "\"", "one that can")
            .withHint(
                "an open route does not serve a path that differs from a protected one only by case,"
                    + " or by dots and spaces at the end, or from '?' or '#' on"));
  }

  private static AccessRule uncovered(RequestTarget target) {
    return AccessRule.closed(
        "no rule, path " + Explanation.quote(target.path()),
        Explanation.of("a route or a @RequiresScope for the path", "none")
            .withHint("what nothing covers is refused; add a route if it is to be reached"));
  }

  /** The method is not shown: it is whatever a header says, and may be a token. */
  private static AccessRule uncoveredMethod(AccessRule rule) {
    return AccessRule.closed(
        rule.name(),
        Explanation.of("a rule for the other method that the request names", "none")
            .withHint(NAMES_ANOTHER_METHOD));
  }

  private record Pair(AccessRule one, AccessRule other, @Nullable String why) {}
}
