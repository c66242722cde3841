package dev.tokenvalidator.servlet;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.AccessToken;
import jakarta.servlet.ServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * The caller a request was admitted as, kept as a request attribute for handlers and later
 * dispatches.
 *
 * <p>The class is hidden, so an attribute that someone else sets under this name is ignored.
 */
final class Caller {

  private static final String ATTRIBUTE = Caller.class.getName();

  private final AccessRules admittedBy;
  private final ResourceDoor door;
  private final Access access;
  private final @Nullable AccessToken token;

  /**
   * Makes a caller.
   *
   * @param admittedBy the rules that let the request in; each started filter has its own
   * @param door of the resource that the caller was let in to
   * @param access what the request needed
   * @param token null for a request that was let in without one
   */
  Caller(AccessRules admittedBy, ResourceDoor door, Access access, @Nullable AccessToken token) {
    this.admittedBy = admittedBy;
    this.door = door;
    this.access = access;
    this.token = token;
  }

  /** The token of the caller; null on an open route. */
  @Nullable AccessToken token() {
    return token;
  }

  ResourceDoor door() {
    return door;
  }

  Access access() {
    return access;
  }

  boolean isKeptAs(String attribute) {
    return ATTRIBUTE.equals(attribute);
  }

  void putOn(ServletRequest request) {
    request.setAttribute(ATTRIBUTE, this);
  }

  /** The caller that a filter admitted the request as, whichever filter that was. */
  static @Nullable Caller of(ServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof Caller caller ? caller : null;
  }

  /**
   * The caller that these rules admitted the request as; a filter of another context has others.
   */
  static @Nullable Caller of(ServletRequest request, AccessRules rules) {
    Caller caller = of(request);
    return caller != null && caller.admittedBy == rules ? caller : null;
  }

  static void forget(ServletRequest request) {
    request.removeAttribute(ATTRIBUTE);
  }
}
