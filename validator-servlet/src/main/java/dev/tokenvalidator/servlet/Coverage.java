package dev.tokenvalidator.servlet;

import dev.tokenvalidator.Explanation;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which rule covers a request: a route, or the annotations of the servlet it is for; where both are
 * there, both. Safe for use by several threads.
 */
final class Coverage {

  private static final String NAMES_ANOTHER_METHOD =
      "the request names another method, so it needs what the rules of both methods ask";

  private final Routes routes;
  private final AnnotatedServlets servlets;
  private final OtherFilters filters;

  /** An annotation cannot say which organization, so where one is demanded it needs a route. */
  private final boolean annotationsSuffice;

  /** Rules that were joined, so that it is done once; at most as many as there are pairs. */
  private final Map<Pair, Rule> joined = new ConcurrentHashMap<>();

  Coverage(
      Routes routes, AnnotatedServlets servlets, OtherFilters filters, boolean annotationsSuffice) {
    this.routes = routes;
    this.servlets = servlets;
    this.filters = filters;
    this.annotationsSuffice = annotationsSuffice;
  }

  /**
   * The rule for a request; one that lets nobody in where nothing covers it.
   *
   * @param named another method that the request names ({@link MethodOverride}); null for none
   */
  Rule of(String method, @Nullable String named, Target target) {
    Rule rule = find(method, target);
    if (rule == null) {
      return uncovered(target);
    }
    if (named == null || named.equals(method)) {
      return rule;
    }
    Rule both = both(rule, find(named, target), NAMES_ANOTHER_METHOD);
    return both != null ? both : uncoveredMethod(rule);
  }

  /**
   * Whether a request is a preflight, for a method that a rule covers, and can be let through to
   * the filters behind: neither a servlet of the application acts on it nor one of those filters,
   * no route is for {@code OPTIONS} by name, and the request names no other method.
   */
  boolean allowsPreflight(HttpServletRequest request, Target target) {
    String requested = Preflight.requestedMethod(request);
    if (requested == null || !MethodOverride.namedIn(request).isEmpty()) {
      return false;
    }
    ServletScopes scopes = servlets.of(target.mapping());
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
    ServletScopes scopes = servlets.of(request.getHttpServletMapping());
    if (scopes == null) {
      return true;
    }
    if (scopes != ServletScopes.UNRESOLVED) {
      return scopes.rule(request.getMethod()) != null
          || MethodOverride.namedIn(request).stream()
              .anyMatch(named -> scopes.rule(named.toUpperCase(Locale.ROOT)) != null);
    }
    Target target = Target.of(request, Set.of());
    return target == null || !isCovered(request.getMethod(), target);
  }

  private boolean isCovered(String method, Target target) {
    Rule rule = find(method, target);
    return rule != null && !rule.isClosed();
  }

  private @Nullable Rule find(String method, Target target) {
    ServletScopes scopes = servlets.of(target.mapping());
    if (scopes == null) {
      // Nobody can tell what annotations ask for.
      return null;
    }
    Rule rule = find(method, target, scopes);
    // Methods are case-sensitive, but RESTEasy runs what is for GET by "get" too.
    String upperCase = method.toUpperCase(Locale.ROOT);
    return method.equals(upperCase) ? rule : both(rule, find(upperCase, target, scopes), null);
  }

  private @Nullable Rule find(String method, Target target, ServletScopes scopes) {
    Rule annotated = scopes.rule(method);
    Rule rule = find(method, target.path(), annotated);
    return target.welcomeFile() == null
        ? rule
        : both(rule, find(method, target.welcomeFile(), annotated), null);
  }

  /** What meets both, where both let somebody in. */
  private @Nullable Rule both(@Nullable Rule one, @Nullable Rule other, @Nullable String why) {
    if (one == null || one.isClosed()) {
      return one;
    }
    if (other == null || other == one || other.isClosed()) {
      return other;
    }
    // Nobody can tell which of two organizations is meant.
    return one.readsOtherOrganizationThan(other) ? null : join(one, other, why);
  }

  private @Nullable Rule find(String method, String path, @Nullable Rule annotated) {
    Route route = routes.find(method, path);
    if (route == null) {
      return annotationsSuffice ? annotated : null;
    }
    Route meant = route.rule().isOpen() ? routes.findInOtherCase(method, path) : null;
    if (meant != null) {
      return inOtherCase(route, meant, path);
    }
    Rule rule = withAnnotation(route.rule(), annotated);
    Route twin = route.pattern().isTree() ? findTwin(method, path) : null;
    return twin == null ? rule : both(rule, twin.rule(), null);
  }

  private @Nullable Rule withAnnotation(Rule rule, @Nullable Rule annotated) {
    if (annotated == null) {
      return rule;
    }
    // An open route does not say which organization either.
    return rule.isOpen() && !annotationsSuffice ? null : join(rule, annotated, null);
  }

  /**
   * The route that asks for a token on the one path that differs by a slash at the end. JAX-RS
   * takes the two for the same, so a route for a whole tree does not speak for one of them.
   */
  private @Nullable Route findTwin(String method, String path) {
    if (path.length() == 1) {
      return null;
    }
    String twin = path.endsWith("/") ? path.substring(0, path.length() - 1) : path + "/";
    Route route = routes.find(method, twin);
    return route == null || route.pattern().isTree() || route.rule().isOpen() ? null : route;
  }

  private Rule join(Rule one, Rule other, @Nullable String why) {
    Pair pair = new Pair(one, other, why);
    Rule known = joined.get(pair);
    return known != null ? known : joined.computeIfAbsent(pair, it -> it.one.and(it.other, it.why));
  }

  /** Something behind us, a file system say, may take no notice of case. */
  private static Rule inOtherCase(Route open, Route meant, String path) {
    return Rule.closed(
        open + ", path " + Explanation.quote(path),
        Explanation.of("a path that is not that of \"" + meant + "\" in another case", "one")
            .withHint("an open route does not serve what differs from a protected one by case"));
  }

  private static Rule uncovered(Target target) {
    return Rule.closed(
        "no rule, path " + Explanation.quote(target.path()),
        Explanation.of("a route or a @RequiresScope for the path", "none")
            .withHint("what nothing covers is refused; add a route if it is to be reached"));
  }

  /** The method is not shown: it is whatever a header says, and may be a token. */
  private static Rule uncoveredMethod(Rule rule) {
    return Rule.closed(
        rule.name(),
        Explanation.of("a rule for the other method that the request names", "none")
            .withHint(NAMES_ANOTHER_METHOD));
  }

  private record Pair(Rule one, Rule other, @Nullable String why) {}
}
