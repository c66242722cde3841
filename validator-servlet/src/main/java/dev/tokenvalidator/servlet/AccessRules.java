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
 * Finds the rule that covers a request: a route, the annotations of the servlet, or both. Safe for
 * use by several threads.
 */
final class AccessRules {

  private static final String NAMES_ANOTHER_METHOD =
      "the request names another method, so it must meet the rules of both methods";

  private static final String MAY_BE_READ_AS_ANOTHER =
      "a router behind the filter may ignore case, a slash at the end and suffixes like .json, so"
          + " the path must meet both rules; a route that names the path literally counts alone";

  private static final String ANSWERS_WITH_WELCOME_FILE =
      "a container answers for a directory with its welcome file, so the directory must meet the"
          + " rules of both";

  private static final int MAX_JOINED = 1_000;

  private final Routes routes;
  private final AnnotatedServlets servlets;
  private final OtherFilters filters;
  private final JettyWelcomeFiles welcomeFiles;

  /** False if tokens need an organization: only a route can say which one. */
  private final boolean annotationsSuffice;

  /** Joined rules, so that each pair is joined once. Clients choose the paths, so it is bounded. */
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
   * The rule for a request; a closed one if nothing covers it.
   *
   * @param named another method that the request names ({@link MethodOverride}); null for none
   */
  AccessRule ruleFor(String method, @Nullable String named, RequestTarget target) {
    AccessRule rule = ruleFor(method, target);
    if (rule == null) {
      return uncovered(target);
    }
    if (named == null || named.equals(method)) {
      return rule;
    }
    AccessRule both = both(rule, ruleFor(named, target), NAMES_ANOTHER_METHOD);
    return both != null ? both : uncoveredMethod(rule);
  }

  /**
   * Whether a request is a preflight that may go on without a token. It must be for a method that a
   * rule covers, and name no other method; no route may be for {@code OPTIONS} by name; and neither
   * the servlet nor a filter behind may answer it.
   */
  boolean allowsPreflight(HttpServletRequest request, RequestTarget target) {
    String requested = Preflight.requestedMethod(request);
    if (requested == null || !MethodOverride.namedIn(request).isEmpty()) {
      return false;
    }
    AnnotatedServlet servlet = servlets.of(target.mapping());
    Route route = routes.find("OPTIONS", target.path());
    return servlet != null
        && !servlet.actsOnOptions()
        && !filters.mayAnswerPreflight(target)
        && (route == null || route.method() == null)
        && isCovered(requested, target);
  }

  /**
   * Whether the servlet of a dispatch may ask for a caller: its annotations cover the method, the
   * container's mapping is hidden, or its class is unknown and no route covers the target.
   */
  boolean mayAskForCaller(HttpServletRequest request, Set<String> pathParameters) {
    AnnotatedServlet servlet = servlets.of(request.getHttpServletMapping());
    if (servlet == null) {
      return true;
    }
    if (servlet != AnnotatedServlet.UNRESOLVED) {
      return asksForCaller(servlet, request.getMethod())
          || MethodOverride.namedIn(request).stream()
              .anyMatch(named -> asksForCaller(servlet, named.toUpperCase(Locale.ROOT)));
    }
    RequestTarget target = RequestTarget.of(request, pathParameters);
    return target == null || !isCovered(request.getMethod(), target);
  }

  private static boolean asksForCaller(AnnotatedServlet servlet, String method) {
    AccessRule rule = servlet.rule(method);
    return rule != null && !rule.isOpen();
  }

  private boolean isCovered(String method, RequestTarget target) {
    AccessRule rule = ruleFor(method, target);
    return rule != null && !rule.isClosed();
  }

  private @Nullable AccessRule ruleFor(String method, RequestTarget target) {
    AnnotatedServlet servlet = servlets.of(target.mapping());
    if (servlet == null) {
      // The servlet is unknown, and so are its annotations.
      return null;
    }
    AccessRule rule = ruleOfServlet(servlet, method, target);
    // Methods are case-sensitive, but RESTEasy runs the handler of GET for "get" too.
    String upperCase = method.toUpperCase(Locale.ROOT);
    return method.equals(upperCase)
        ? rule
        : both(rule, ruleOfServlet(servlet, upperCase, target), null);
  }

  /** The rule for a target of a servlet, welcome files included. */
  private @Nullable AccessRule ruleOfServlet(
      AnnotatedServlet servlet, String method, RequestTarget target) {
    AccessRule annotated = servlet.rule(method);
    AccessRule rule = ruleOfPath(method, target.path(), annotated, target.isMappedExactly());
    if (target.welcomeFile() != null) {
      return both(rule, ruleOfPath(method, target.welcomeFile(), annotated, false), null);
    }
    String answer = welcomeFiles.answerFor(target);
    if (answer != null) {
      return both(rule, ruleOfPath(method, answer, annotated, false), ANSWERS_WITH_WELCOME_FILE);
    }
    return WelcomeFiles.mayAnswerFor(target)
        ? all(rule, routes.findWelcomeFiles(method, target.path()), ANSWERS_WITH_WELCOME_FILE)
        : rule;
  }

  /** Joins two rules. If one of them is missing or closed, that one counts. */
  private @Nullable AccessRule both(
      @Nullable AccessRule one, @Nullable AccessRule other, @Nullable String why) {
    if (one == null || one.isClosed()) {
      return one;
    }
    if (other == null || other == one || other.isClosed()) {
      return other;
    }
    // It is unclear which of two organizations the path means.
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
   * The rule for one path: its route joined with the annotation, or the annotation alone.
   *
   * @param isMapped whether the servlet is mapped to this very path, so that no router reads it
   */
  private @Nullable AccessRule ruleOfPath(
      String method, String path, @Nullable AccessRule annotated, boolean isMapped) {
    Route route = routes.find(method, path);
    AccessRule rule =
        route == null ? ofAnnotation(annotated) : withAnnotation(route.rule(), annotated);
    boolean isLiteral = route == null ? isMapped : route.pattern().isLiteral();
    AccessRule open = route == null ? rule : route.rule();
    Route meant = open != null && open.isOpen() ? findMeant(method, path, isLiteral) : null;
    if (open != null && meant != null) {
      return notServed(open, meant, path);
    }
    return isLiteral ? rule : withOtherReadings(method, path, rule);
  }

  /**
   * The protected route whose path a file system may find under an open path.
   *
   * @param isLiteral whether the path is opened literally
   */
  private @Nullable Route findMeant(String method, String path, boolean isLiteral) {
    Route meant = routes.findInOtherCase(method, path);
    if (meant != null || isLiteral) {
      return meant;
    }
    List<Route> found = routes.findInReadings(method, path, RouterReadings.shortened(path));
    return found.isEmpty() ? null : found.get(0);
  }

  /**
   * Joins the rules of other routes that a router may find for the path. Only a literal route
   * counts alone.
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

  /** The rule of an annotation without a route; null if it does not suffice. */
  private @Nullable AccessRule ofAnnotation(@Nullable AccessRule annotated) {
    return annotated == null || suffices(annotated) ? annotated : null;
  }

  private boolean suffices(AccessRule rule) {
    return annotationsSuffice || rule.isOpen() || rule.access().namesOrganization();
  }

  private @Nullable AccessRule withAnnotation(AccessRule rule, @Nullable AccessRule annotated) {
    if (annotated == null) {
      return rule;
    }
    // An open route names no organization either.
    return rule.isOpen() && !suffices(annotated) ? null : join(rule, annotated, null);
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

  /** A file system behind the filter may ignore case, and drop dots and spaces at the end. */
  private static AccessRule notServed(AccessRule open, Route meant, String path) {
    return AccessRule.closed(
        open + ", path " + Explanation.quote(path),
        Explanation.of("a path that cannot be read as one of \"" + meant + "\"", "a path that can")
            .withHint(
                "an open route or servlet does not serve a path that differs from a protected one only by case,"
                    + " or by dots and spaces at the end, or from '?' or '#' on"));
  }

  private static AccessRule uncovered(RequestTarget target) {
    return AccessRule.closed(
        "no rule, path " + Explanation.quote(target.path()),
        Explanation.of("a route or an annotation for the path", "none")
            .withHint("a request that nothing covers is refused; add a route to allow it"));
  }

  /** The method is hidden: it comes from a header, and may be a token. */
  private static AccessRule uncoveredMethod(AccessRule rule) {
    return AccessRule.closed(
        rule.name(),
        Explanation.of("a rule for the other method that the request names", "none")
            .withHint(NAMES_ANOTHER_METHOD));
  }

  private record Pair(AccessRule one, AccessRule other, @Nullable String why) {}
}
