package dev.tokenvalidator;

import java.util.Optional;

/**
 * What the validator is told about a request beside its token. Nothing in it decides whether the
 * token is valid.
 *
 * <p>Immutable. {@code toString} does not show the source.
 *
 * @param route what the request is for, as configured: the report of a refusal names it ({@link
 *     Refusal#route})
 * @param source where the request comes from: an address, a client certificate, a tenant, whatever
 *     the host trusts to tell its callers apart. While there are more signatures to verify than the
 *     machine can do, no source takes the turns of another one. It is compared as it stands, and
 *     neither logged nor reported
 */
public record RequestContext(Optional<String> route, Optional<String> source) {

  private static final RequestContext NONE = new RequestContext(Optional.empty(), Optional.empty());

  /** Says nothing about the request. */
  public static RequestContext none() {
    return NONE;
  }

  /**
   * The same with a route.
   *
   * @param route what the request is for, as configured: no text of the caller's
   */
  public RequestContext withRoute(String route) {
    return new RequestContext(Optional.of(route), source);
  }

  /**
   * The same with a source.
   *
   * @param source where the request comes from
   */
  public RequestContext withSource(String source) {
    return new RequestContext(route, Optional.of(source));
  }

  /** Does not show the source. */
  @Override
  public String toString() {
    return "RequestContext[route="
        + route.orElse("none")
        + ", source="
        + (source.isPresent() ? "given" : "none")
        + "]";
  }
}
