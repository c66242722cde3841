package dev.tokenvalidator.rest;

import dev.tokenvalidator.AccessDecision.TurnedAway;
import dev.tokenvalidator.ProtectedResourceMetadata;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.lang.System.Logger.Level;
import java.lang.annotation.Annotation;
import java.time.Duration;
import java.util.Map;

/** Sends the responses of this module: to requests that are turned away, and metadata. */
final class Responses {

  private static final String PROPERTY = Responses.class.getName();
  private static final String EXPOSED = "Access-Control-Expose-Headers";

  private enum Kind {
    REFUSAL,
    METADATA
  }

  private Responses() {}

  /** Ends a request with a refusal. */
  static void abort(ContainerRequestContext request, TurnedAway refusal) {
    Response.ResponseBuilder response = Response.status(refusal.status());
    setHeaders(refusal.headers(), response);
    if (exposesChallenge(request, refusal)) {
      response.header(EXPOSED, HttpHeaders.WWW_AUTHENTICATE);
    }
    if (!refusal.body().isEmpty()) {
      response.entity(refusal.body()).type(MediaType.APPLICATION_JSON_TYPE);
    }
    end(request, response, Kind.REFUSAL);
  }

  /** Ends a request with metadata. */
  static void serve(ContainerRequestContext request, ProtectedResourceMetadata.Response metadata) {
    Response.ResponseBuilder response = Response.status(metadata.status());
    setHeaders(metadata.headers(), response);
    if (metadata.headers().containsKey(HttpHeaders.CONTENT_TYPE)) {
      // Also in the answer to HEAD, which has no body.
      response.type(MediaType.APPLICATION_JSON_TYPE);
    }
    if (!metadata.body().isEmpty()) {
      response.entity(metadata.body());
    }
    end(request, response, Kind.METADATA);
  }

  private static void setHeaders(Map<String, String> headers, Response.ResponseBuilder response) {
    headers.forEach(
        (name, value) -> {
          if (!name.equals(HttpHeaders.CONTENT_TYPE)) {
            response.header(name, value);
          }
        });
  }

  private static void end(
      ContainerRequestContext request, Response.ResponseBuilder response, Kind kind) {
    if (mayLeaveBodyUnread(request)) {
      response.header("Connection", "close");
    }
    request.setProperty(PROPERTY, kind);
    request.abortWith(response.build());
  }

  /** Whether scripts of other sites may read the challenge, if a CORS filter lets them read on. */
  private static boolean exposesChallenge(ContainerRequestContext request, TurnedAway refusal) {
    return request.getHeaderString("Origin") != null
        && refusal
            .headers()
            .getOrDefault(HttpHeaders.WWW_AUTHENTICATE, "")
            .contains("resource_metadata=");
  }

  /**
   * Whether the body of a request is still under way, perhaps. A server may close the connection
   * then, and says so only if it is told to (RFC 9112 section 9.6); the client would send its next
   * request into a closed one. With TLS it may be HTTP/2, which ends only the stream, and forbids
   * the header (RFC 9113 section 8.2.2). Quarkus reads the body itself.
   */
  private static boolean mayLeaveBodyUnread(ContainerRequestContext request) {
    String length = request.getHeaderString(HttpHeaders.CONTENT_LENGTH);
    boolean hasBody =
        (length != null && !length.equals("0"))
            || request.getHeaderString("Transfer-Encoding") != null;
    return hasBody
        && !Hosts.IS_QUARKUS
        && "http".equals(request.getUriInfo().getRequestUri().getScheme());
  }

  /** Forgets the end of an earlier request, whose properties a forward may bring. */
  static void forget(ContainerRequestContext request) {
    request.removeProperty(PROPERTY);
  }

  /** Whether a request was ended here. */
  static boolean isOurs(ContainerRequestContext request) {
    return request.getProperty(PROPERTY) != null;
  }

  /** Whether a request was ended here with metadata. */
  static boolean isMetadata(ContainerRequestContext request) {
    return request.getProperty(PROPERTY) == Kind.METADATA;
  }

  /** Replaces a response that was made already. */
  static void replace(
      ContainerRequestContext request, ContainerResponseContext response, TurnedAway refusal) {
    response.getHeaders().clear();
    if (mayLeaveBodyUnread(request)) {
      response.getHeaders().putSingle("Connection", "close");
    }
    response.setStatus(refusal.status());
    if (refusal.body().isEmpty()) {
      response.setEntity(null);
    } else {
      response.setEntity(refusal.body(), new Annotation[0], MediaType.APPLICATION_JSON_TYPE);
    }
    refusal
        .headers()
        .forEach(
            (name, value) -> {
              if (!name.equals(HttpHeaders.CONTENT_TYPE)) {
                response.getHeaders().putSingle(name, value);
              }
            });
    if (exposesChallenge(request, refusal)) {
      response.getHeaders().putSingle(EXPOSED, HttpHeaders.WWW_AUTHENTICATE);
    }
  }

  /** Whatever is thrown becomes a 503, so that no error page and no handler runs instead. */
  static void orUnavailable(ContainerRequestContext request, Runnable decision) {
    try {
      decision.run();
    } catch (RuntimeException | LinkageError e) {
      failed(e);
      abort(request, TurnedAway.unavailable(Duration.ofSeconds(1)));
    }
  }

  /** Tells the operator about something unexpected. The client learns nothing about it. */
  static void failed(Throwable e) {
    RestLog.log(Level.ERROR, "a request is refused, because no decision was possible: " + e, e);
  }
}
