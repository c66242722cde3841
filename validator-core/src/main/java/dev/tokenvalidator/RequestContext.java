package dev.tokenvalidator;

import dev.tokenvalidator.internal.text.Quoted;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is known about a request besides its token. Of all this, only the audience affects whether
 * the token is valid.
 *
 * <p>Immutable. {@code toString} does not show the source.
 *
 * @param route the route of the request, as configured; the report of a refusal names it ({@link
 *     Refusal#route})
 * @param source where the request comes from: an address, a client certificate, a tenant, anything
 *     that the host trusts to distinguish its callers. While signature checks queue up, sources
 *     take turns. It is compared exactly, and neither logged nor reported
 * @param method the method of the request; the report of a refusal names it ({@link
 *     Refusal#method})
 * @param organization what the path of the request says where {@link Access#organization} looks for
 *     the organization; only {@link ResourceServer} reads it
 * @param audience those audiences of the validator that count for this request: a token for another
 *     one is refused here. Empty if all of them count
 */
public record RequestContext(
    Optional<String> method,
    Optional<String> route,
    Optional<String> source,
    Optional<String> organization,
    Optional<Set<String>> audience) {

  private static final RequestContext NONE =
      new RequestContext(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** Made once, because each request needs one. */
  private static final Map<String, RequestContext> BY_METHOD =
      Stream.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
          .collect(
              Collectors.toUnmodifiableMap(
                  Function.identity(), method -> NONE.withMethodOf(method)));

  /** Nothing is known about the request. */
  public static RequestContext none() {
    return NONE;
  }

  /**
   * The same with a method.
   *
   * @param method as received
   */
  public RequestContext withMethod(String method) {
    boolean isEmpty =
        route.isEmpty() && source.isEmpty() && organization.isEmpty() && audience.isEmpty();
    RequestContext known = isEmpty ? BY_METHOD.get(method) : null;
    return known == null ? withMethodOf(method) : known;
  }

  private RequestContext withMethodOf(String method) {
    return new RequestContext(Optional.of(method), route, source, organization, audience);
  }

  /**
   * The same with a route.
   *
   * @param route as configured; quote text from the caller ({@link Explanation#quote})
   */
  public RequestContext withRoute(String route) {
    return new RequestContext(method, Optional.of(route), source, organization, audience);
  }

  /**
   * The same with a source.
   *
   * @param source where the request comes from
   */
  public RequestContext withSource(String source) {
    return new RequestContext(method, route, Optional.of(source), organization, audience);
  }

  /**
   * The same with an organization.
   *
   * @param organization the part of the path that names it
   */
  public RequestContext withOrganization(String organization) {
    return new RequestContext(method, route, source, Optional.of(organization), audience);
  }

  /**
   * The same for some of the validator's audiences only: for an API that is several protected
   * resources, whose tokens must not be good for each other.
   *
   * @param audience of which the token must have one; empty if no token is for this request
   */
  public RequestContext withAudience(Set<String> audience) {
    return new RequestContext(
        method, route, source, organization, Optional.of(Set.copyOf(audience)));
  }

  /** Does not show the source. */
  @Override
  public String toString() {
    return "RequestContext[method="
        + method.map(Quoted::text).orElse("none")
        + ", route="
        + route.orElse("none")
        + ", source="
        + (source.isPresent() ? "given" : "none")
        + ", organization="
        + organization.map(Quoted::text).orElse("none")
        + ", audience="
        + audience.map(Set::toString).orElse("all")
        + "]";
  }
}
