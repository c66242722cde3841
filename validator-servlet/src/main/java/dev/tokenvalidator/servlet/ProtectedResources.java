package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.ProtectedResource;
import dev.tokenvalidator.ProtectedResourceMetadata;
import dev.tokenvalidator.ResourceServer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The protected resources of an application (RFC 9728), by their paths. The longest path counts,
 * and each resource accepts its own audience only. Paths outside of all resources accept the
 * audiences that do not belong to a resource. Immutable and safe for use by several threads.
 */
final class ProtectedResources {

  private static final String SETTING = "protectedResource";
  private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

  private static final String NO_AUDIENCE_LEFT =
      ", and every audience belongs to one of these, so no token is accepted there; name more paths"
          + " of a resource with withPath (by name: path(...); \"/\" is all of the application), or"
          + " add an audience";

  /** Those with the longest paths first. */
  private final List<Resource> resources;

  private final ResourceDoor outside;
  private final Map<String, ProtectedResourceMetadata> metadata;

  private ProtectedResources(
      List<Resource> resources,
      ResourceDoor outside,
      Map<String, ProtectedResourceMetadata> metadata) {
    this.resources = resources;
    this.outside = outside;
    this.metadata = metadata;
  }

  /**
   * Opens a door for each resource.
   *
   * @param contextPath of the application
   * @throws InvalidSettingException if a resource is not one of the validator's audiences, its path
   *     is not one of this application, two of them have the same paths or the same metadata
   *     address, or a route or an annotated servlet can never be used because no audience is left
   */
  static ProtectedResources of(
      AccessTokenValidator validator,
      FilterSettings settings,
      String contextPath,
      ResourceRules rules) {
    Map<ProtectedResource, PathPattern> paths = new LinkedHashMap<>();
    for (ProtectedResource given : settings.protectedResources()) {
      paths.put(given, paths(given, contextPath));
    }
    List<Resource> all = new ArrayList<>();
    Map<String, ProtectedResourceMetadata> metadata = new LinkedHashMap<>();
    paths.forEach(
        (given, own) -> {
          ProtectedResource resource =
              given.collectsScopes()
                  ? given.withScopesOfRules(
                      rules.scopes(given, own, within(own, paths.values()), settings.routes()))
                  : given;
          ResourceServer server = server(validator, settings).withProtectedResource(resource);
          if (metadata.putIfAbsent(resource.metadataPath(), server.metadata().orElseThrow())
              != null) {
            throw invalid(
                resource,
                "has its metadata at the same path as another one; give each once, with a path of"
                    + " its own");
          }
          if (all.stream().anyMatch(other -> other.hasSamePaths(own))) {
            throw invalid(
                resource,
                "has the same paths as another one ("
                    + own
                    + "), so a request would have two audiences; give each its own with withPath");
          }
          all.add(
              new Resource(
                  resource,
                  own,
                  new ResourceDoor(
                      server,
                      new Answers(settings.realm(), resource),
                      Set.of(resource.identifier()))));
        });
    all.sort((one, other) -> other.paths.toString().length() - one.paths.toString().length());
    ResourceDoor outside =
        new ResourceDoor(
            server(validator, settings),
            new Answers(settings.realm(), null),
            all.isEmpty() ? null : otherAudiences(validator, settings));
    ProtectedResources made =
        new ProtectedResources(List.copyOf(all), outside, Map.copyOf(metadata));
    made.checkRoutes(settings);
    made.checkServlets(settings, rules);
    return made;
  }

  /** The paths of other resources that lie inside of these. */
  private static List<PathPattern> within(PathPattern paths, Collection<PathPattern> all) {
    return all.stream()
        .filter(other -> paths.covers(other) && !other.toString().equals(paths.toString()))
        .toList();
  }

  private static ResourceServer server(AccessTokenValidator validator, FilterSettings settings) {
    ResourceServer server = ResourceServer.of(validator);
    String realm = settings.realm();
    return realm == null ? server : server.withRealm(realm);
  }

  private static Set<String> otherAudiences(
      AccessTokenValidator validator, FilterSettings settings) {
    Set<String> others = new LinkedHashSet<>(validator.audiences());
    settings.protectedResources().forEach(resource -> others.remove(resource.identifier()));
    return others;
  }

  /** The paths of a resource below the context path: a tree. */
  private static PathPattern paths(ProtectedResource resource, String contextPath) {
    String path = withoutSlashAtEnd(resource.path());
    if (!resource.hasOwnPath()) {
      if (isBelow(path, contextPath)) {
        path = path.substring(contextPath.length());
      } else if (isBelow(contextPath, path)) {
        path = "";
      } else {
        throw invalid(
            resource,
            "is outside of this application, whose context path is "
                + contextPath
                + "; if a proxy rewrites paths, name the paths that arrive here with withPath (by"
                + " name: path(...)), and if its document is to be served for another application,"
                + " use ProtectedResourceServlet");
      }
    }
    if (!CanonicalPath.isCanonical(path) || RouterReadings.of(path + "/").size() > 1) {
      throw invalid(
          resource,
          "has a segment with a dot or a space at its end, or a character that is refused in every"
              + " path, so no request reaches it; choose another path");
    }
    return PathPattern.ofMapping(path + "/*");
  }

  private static boolean isBelow(String path, String tree) {
    return path.equals(tree) || path.startsWith(tree + "/");
  }

  private static String withoutSlashAtEnd(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private void checkRoutes(FilterSettings settings) {
    for (Route route : settings.routes().all()) {
      if (resources.isEmpty() || route.rule().isOpen()) {
        continue;
      }
      if (isWithoutAudience(route.pattern())) {
        throw new InvalidSettingException(
            SETTING,
            "the route \""
                + route
                + "\" lies outside of "
                + settings.protectedResources()
                + NO_AUDIENCE_LEFT);
      }
      if (route.pattern().isLiteral() && mayBeReadAsAnother(route.pattern().toString())) {
        throw new InvalidSettingException(
            SETTING,
            "the route \""
                + route
                + "\" differs from the paths of a resource only by case or by suffixes, which a"
                + " router may ignore, so no token is for it; choose another path");
      }
    }
  }

  private void checkServlets(FilterSettings settings, ResourceRules rules) {
    if (resources.isEmpty() || !isClosedOutside()) {
      return;
    }
    List<String> servlets =
        rules.servletsOutside(resources.stream().map(resource -> resource.paths).toList());
    if (!servlets.isEmpty()) {
      throw new InvalidSettingException(
          SETTING,
          "the annotated servlets "
              + servlets
              + " lie outside of "
              + settings.protectedResources()
              + NO_AUDIENCE_LEFT);
    }
  }

  private boolean isClosedOutside() {
    return Set.of().equals(outside.audience());
  }

  private boolean isWithoutAudience(PathPattern pattern) {
    return isClosedOutside()
        && resources.stream().noneMatch(resource -> resource.paths.overlaps(pattern));
  }

  /** The door for a target; never one that accepts a token of another resource. */
  ResourceDoor doorFor(RequestTarget target) {
    if (resources.isEmpty()) {
      return outside;
    }
    ResourceDoor door = doorOf(target.path());
    if (target.welcomeFile() != null && !doorOf(target.welcomeFile()).equals(door)) {
      return door.closed();
    }
    return mayBeReadAsAnother(target.path()) ? door.closed() : door;
  }

  /** Whether a router may find a path behind another door. */
  private boolean mayBeReadAsAnother(String path) {
    ResourceDoor door = doorOf(path);
    for (String reading : RouterReadings.of(path)) {
      if (!doorInReading(reading).equals(door)) {
        return true;
      }
    }
    return false;
  }

  /** The door of the paths that belong to no resource. */
  ResourceDoor outside() {
    return outside;
  }

  private ResourceDoor doorOf(String path) {
    for (Resource resource : resources) {
      if (resource.paths.matches(path)) {
        return resource.door;
      }
    }
    return outside;
  }

  /** The door behind which a router that ignores case and suffixes finds a path. */
  private ResourceDoor doorInReading(String reading) {
    for (Resource resource : resources) {
      if (resource.paths.matches(reading) || resource.paths.respell(reading) != null) {
        return resource.door;
      }
    }
    return outside;
  }

  /** For the log: where each resource is, and where a request for its metadata must arrive. */
  List<String> lines(String contextPath) {
    return resources.stream()
        .map(
            each ->
                "protected resource "
                    + each.resource
                    + ": paths "
                    + contextPath
                    + each.paths
                    + ", metadata at "
                    + each.resource.metadataUri()
                    + ", which this application serves as "
                    + contextPath
                    + each.resource.metadataPath()
                    + (contextPath.isEmpty()
                        ? ""
                        : "; the container sends the former to the root application, so serve it"
                            + " there with ProtectedResourceServlet, or let the proxy rewrite it"))
        .toList();
  }

  /** The metadata at a path; null if none is there. */
  @Nullable ProtectedResourceMetadata metadataAt(String path) {
    return metadata.get(path);
  }

  /** Whether a path is for metadata, ours or that of another resource. */
  boolean isForMetadata(String path) {
    return !resources.isEmpty() && isBelow(path, WELL_KNOWN);
  }

  private static InvalidSettingException invalid(ProtectedResource resource, String problem) {
    return new InvalidSettingException(SETTING, resource + " " + problem);
  }

  /**
   * One of them.
   *
   * @param resource described to clients
   * @param paths a tree below the context path
   * @param door for these paths
   */
  private record Resource(ProtectedResource resource, PathPattern paths, ResourceDoor door) {

    boolean hasSamePaths(PathPattern others) {
      return paths.toString().equals(others.toString());
    }
  }
}
