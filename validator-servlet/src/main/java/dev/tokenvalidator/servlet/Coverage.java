package dev.tokenvalidator.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which rule covers a request: a route, or the annotations of the servlet it is for; where both are
 * there, both. Safe for use by several threads.
 */
final class Coverage {

  private final Routes routes;
  private final AnnotatedServlets servlets;

  /** An annotation cannot say which organization, so where one is demanded it needs a route. */
  private final boolean annotationsSuffice;

  /** Rules that were joined, so that it is done once; at most as many as there are pairs. */
  private final Map<Pair, Rule> joined = new ConcurrentHashMap<>();

  Coverage(Routes routes, AnnotatedServlets servlets, boolean annotationsSuffice) {
    this.routes = routes;
    this.servlets = servlets;
    this.annotationsSuffice = annotationsSuffice;
  }

  /** The rule for a request; null where nothing covers it. */
  @Nullable Rule of(HttpServletRequest request, RequestPath target) {
    String method = request.getMethod();
    ServletScopes scopes = servlets.of(request);
    if (scopes == null) {
      // Nobody can tell what annotations ask for.
      return null;
    }
    Rule annotated = scopes.rule(method);
    Rule rule = of(method, target.path(), annotated);
    if (target.welcomeFile() == null || rule == null) {
      return rule;
    }
    Rule forFile = of(method, target.welcomeFile(), annotated);
    if (forFile == null || forFile == rule) {
      return forFile;
    }
    // Two routes may read different organizations out of two paths: no telling which is meant.
    boolean ambiguous =
        rule.access().organizationPart() != null || forFile.access().organizationPart() != null;
    return ambiguous ? null : join(rule, forFile);
  }

  private @Nullable Rule of(String method, String path, @Nullable Rule annotated) {
    Route route = routes.find(method.equals("HEAD") ? "GET" : method, path);
    if (route == null) {
      return annotationsSuffice ? annotated : null;
    }
    if (annotated == null) {
      return route.rule();
    }
    // An open route does not say which organization either.
    return route.rule().isOpen() && !annotationsSuffice ? null : join(route.rule(), annotated);
  }

  private Rule join(Rule one, Rule other) {
    return joined.computeIfAbsent(new Pair(one, other), pair -> pair.one.and(pair.other));
  }

  private record Pair(Rule one, Rule other) {}
}
