package dev.tokenvalidator.servlet;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.OrganizationTokens;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The routes in their order: the first one that matches counts. Immutable. */
final class Routes {

  private final List<Route> routes;

  /**
   * Checks that every route can be reached.
   *
   * @throws InvalidSettingException naming a route that is never used, and the other one that is
   *     the reason
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
          "never served, because its paths differ from those of the route \""
              + meant
              + "\" only by case");
    }
  }

  private static void checkReachable(Route earlier, Route later) {
    if (earlier.covers(later)) {
      throw Route.malformed(
          later.toString(),
          later.covers(earlier)
              ? "the route \"" + earlier + "\" is for the same requests"
              : "never reached, because the route \""
                  + earlier
                  + "\" before it takes every request");
    }
  }

  /**
   * Checks that the routes name organizations exactly if the validator's setting asks for it.
   *
   * @throws InvalidSettingException naming a route that does not
   */
  void checkOrganizations(OrganizationTokens organizations) {
    boolean mustName = organizations.mustBeNamed();
    for (Route route : routes) {
      Access access = route.rule().access();
      if (mustName && !access.isOpen() && !access.namesOrganization()) {
        throw Route.malformed(
            route.toString(),
            "with organizations "
                + organizations
                + " a route needs organization(part), if the path names the organization of the"
                + " token, or anyOrganization");
      }
      if (!mustName && access.namesOrganization()) {
        throw Route.malformed(
            route.toString(),
            "with organizations " + organizations + " no token has an organization to compare");
      }
    }
  }

  /** The first route for a request; null for none. */
  @Nullable Route find(String method, String path) {
    for (int i = 0; i < routes.size(); i++) {
      Route route = routes.get(i);
      if (route.isFor(method, path)) {
        return route;
      }
    }
    return null;
  }

  /** The first route that asks for a token and matches only if case is ignored. */
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
   * The routes that ask for a token and that a router behind the filter may find for a path, except
   * those that match the path itself.
   *
   * @param readings of the path ({@link RouterReadings})
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
    // An earlier route may match the path in the spelling of this one.
    Route meant = spelled == null ? null : find(method, spelled);
    return meant == null || meant.rule().isOpen() || meant.isFor(method, path) ? null : meant;
  }

  /** The routes that ask for a token and match a file that may be the directory's welcome file. */
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

  /** Whether one route matches every path of a servlet mapping, at least for some method. */
  boolean cover(PathPattern mapping) {
    return routes.stream().anyMatch(route -> route.pattern().covers(mapping));
  }
}
