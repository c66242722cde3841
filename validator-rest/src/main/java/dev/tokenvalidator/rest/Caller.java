package dev.tokenvalidator.rest;

import dev.tokenvalidator.AccessDecision.TurnedAway;
import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.AccessTokenPrincipal;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, and whether an endpoint has let the caller in; kept as a property of the request. The
 * class is hidden, so a property that someone else sets under this name is ignored.
 *
 * <p>A request is processed by one thread after the other, never by two at once.
 */
final class Caller {

  private static final String PROPERTY = Caller.class.getName();

  private final @Nullable AccessTokenPrincipal principal;
  private final @Nullable TurnedAway refusal;
  private final List<String> authorization;
  private boolean isAdmitted;
  private @Nullable AccessToken admittedToken;

  private Caller(
      @Nullable AccessTokenPrincipal principal,
      @Nullable TurnedAway refusal,
      List<String> authorization) {
    this.principal = principal;
    this.refusal = refusal;
    this.authorization = List.copyOf(authorization);
  }

  /** A caller with a valid token. */
  static Caller known(AccessTokenPrincipal principal) {
    return new Caller(principal, null, List.of());
  }

  /**
   * A caller without a token.
   *
   * @param authorization the values of the header, which hold none
   */
  static Caller unknown(List<String> authorization) {
    return new Caller(null, null, authorization);
  }

  /** A caller whose token is refused wherever one is needed. */
  static Caller refused(TurnedAway refusal) {
    return new Caller(null, refusal, List.of());
  }

  /** Null without a valid token. */
  @Nullable AccessTokenPrincipal principal() {
    return principal;
  }

  /** The values of the {@code Authorization} header of a caller without a token. */
  List<String> authorization() {
    return authorization;
  }

  /**
   * What the request is answered with wherever a token is needed: its token is bad, or it has not
   * passed the filter; else null.
   */
  @Nullable TurnedAway refusal() {
    return refusal;
  }

  boolean isAdmitted() {
    return isAdmitted;
  }

  /**
   * Lets the caller in.
   *
   * @param token that the endpoint sees; null for an open one
   */
  void admit(@Nullable AccessToken token) {
    isAdmitted = true;
    admittedToken = token;
  }

  /** The token that an endpoint has let in; null if there is none, or not yet. */
  @Nullable AccessToken admittedToken() {
    return admittedToken;
  }

  void putOn(ContainerRequestContext request) {
    request.setProperty(PROPERTY, this);
  }

  /** Null if nothing has looked for a caller. */
  static @Nullable Caller of(ContainerRequestContext request) {
    return request.getProperty(PROPERTY) instanceof Caller caller ? caller : null;
  }
}
