package dev.tokenvalidator.servlet;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.OrganizationTokens;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The routes in their order: the first one that matches is the one that counts. Immutable. */
final class Routes {

  private final List<Route> routes;

  /**
   * Checks that every route can be reached.
   *
   * @throws InvalidSettingException naming two routes, of which one is never used because of the
   *     other
   */
  Routes(List<Route> routes) {
    this.routes = List.copyOf(routes);
    for (int later = 0; later < routes.size(); later++) {
      for (int earlier = 0; earlier < later; earlier++) {
        checkReachable(routes.get(earlier), routes.get(later));
        checkCase(routes.get(earlier), routes.get(later));
        checkCase(routes.get(later), routes.get(earlier));
      }
    }
  }

  private static void checkCase(Route open, Route meant) {
    if (open.rule().isOpen() && !meant.rule().isOpen() && meant.coversInOtherCase(open)) {
      throw Route.malformed(
          open.toString(),
          "never served, because its paths differ from those of the rule \""
              + meant
              + "\" only by case");
    }
  }

  private static void checkReachable(Route earlier, Route later) {
    if (earlier.covers(later)) {
      throw Route.malformed(
          later.toString(),
          later.covers(earlier)
              ? "the rule \"" + earlier + "\" is for the same requests"
              : "never reached, because the rule \""
                  + earlier
                  + "\" before it takes every request");
    }
  }

  /**
   * Checks that the routes do the duty that the validator leaves to them.
   *
   * @throws InvalidSettingException naming the route that does not, or cannot
   */
  void checkOrganizations(OrganizationTokens organizations) {
    boolean judged = areJudged(organizations);
    for (Route route : routes) {
      Access access = route.rule().access();
      if (judged && !access.isOpen() && !access.namesOrganization()) {
        throw Route.malformed(
            route.toString(),
            "with organizations "
                + organizations
                + " a route says organization(part), so that the token must be of the organization"
                + " that the path names, or anyOrganization");
      }
      if (!judged && access.namesOrganization()) {
        throw Route.malformed(
            route.toString(),
            "with organizations " + organizations + " no token has an organization to compare");
      }
    }
  }

  /** Whether the validator demands that tokens be of an organization. */
  static boolean areJudged(OrganizationTokens organizations) {
    return switch (organizations) {
      case REQUIRED, BY_AUDIENCE -> true;
      case REFUSED, IGNORED -> false;
    };
  }

  /** The first route for a request; null where there is none. */
  @Nullable Route find(String method, String path) {
    for (int i = 0; i < routes.size(); i++) {
      Route route = routes.get(i);
      if (route.isFor(method, path)) {
        return route;
      }
    }
    return null;
  }

  /** The first route that asks for a token and would be meant if case did not matter. */
  @Nullable Route findInOtherCase(String method, String path) {
    for (int i = 0; i < routes.size(); i++) {
      Route route = routes.get(i);
      if (!route.rule().isOpen() && route.isForInOtherCase(method, path)) {
        return route;
      }
    }
    return null;
  }

  /**
   * The routes that ask for a token and that a router behind the filter may take a path for,
   * without those that are for the path as it stands.
   *
   * @param readings the path, or what is left of it ({@link RouterReadings})
   */
  List<Route> findInReadings(String method, String path, List<String> readings) {
    List<Route> found = List.of();
    for (int i = 0; i < readings.size(); i++) {
      for (int j = 0; j < routes.size(); j++) {
        Route meant = findInReading(method, path, readings.get(i), routes.get(j));
        found = meant == null ? found : with(found, meant);
      }
    }
    return found;
  }

  private @Nullable Route findInReading(
      String method, String path, String reading, Route candidate) {
    String spelled = candidate.isFor(method, path) ? null : candidate.respell(method, reading);
    // An earlier route may be for the path as this one spells it.
    Route meant = spelled == null ? null : find(method, spelled);
    return meant == null || meant.rule().isOpen() || meant.isFor(method, path) ? null : meant;
  }

  /** The routes that ask for a token on a file that a container may answer for a directory with. */
  List<Route> findWelcomeFiles(String method, String directory) {
    List<Route> found = List.of();
    for (int i = 0; i < routes.size(); i++) {
      String name = routes.get(i).pattern().lastText();
      Route meant =
          name != null && WelcomeFiles.isName(name) ? find(method, directory + name) : null;
      found = meant == null || meant.rule().isOpen() ? found : with(found, meant);
    }
    return found;
  }

  private static List<Route> with(List<Route> found, Route more) {
    if (found.contains(more)) {
      return found;
    }
    List<Route> all = new ArrayList<>(found);
    all.add(more);
    return all;
  }

  /** All of them, in their order. */
  List<Route> all() {
    return routes;
  }

  /** Whether one route takes every path of a servlet mapping, for some method at least. */
  boolean coverMapping(PathPattern mapping) {
    return routes.stream().anyMatch(route -> route.pattern().covers(mapping));
  }
}
