package dev.tokenvalidator;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The scopes that a request to an endpoint must have been granted (RFC 6749 section 3.3).
 *
 * <p>It adds up with the other annotations of an endpoint, which {@link AnnotatedAccess} lists:
 * those of the method, of the methods it overrides, of its class, and of all their supertypes.
 *
 * <p>{@code BearerTokenFilter} of {@code validator-servlet} enforces it on servlets. It has no
 * effect on a Jakarta REST resource or a Spring controller: there, routes name the scopes. The
 * start warns about such an annotation, and about the servlet of a framework whose route names no
 * scope.
 *
 * <p>On a servlet class it covers every HTTP method; on {@code doGet}, {@code doPost} and the like,
 * that one method. A route that covers the request counts as well. {@code HEAD} needs what {@code
 * GET} needs. If a servlet annotates only some of its methods, requests to the other methods are
 * refused unless a route covers them. Only the method that the container calls counts: a {@code
 * doGet} that calls {@code doPost} needs what {@code doGet} asks for. A servlet that overrides
 * {@code service} chooses by itself what runs, so only the annotations of its class count.
 *
 * <p>An annotation that could not be enforced stops the start: one without scopes, on another
 * annotation, on a filter, in a WAR on a listener or a {@code @ServerEndpoint}, on a method that is
 * not one of {@code HttpServlet}'s, on a method of a servlet that overrides {@code service}, from
 * another copy of this library, or on a servlet that the container knows only by an abstract class.
 *
 * <p>If an application has annotated servlets and registers no filter, {@code
 * RequiresScopeInitializer} installs one where the container runs it.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface RequiresScope {

  /** Scopes that are all needed. */
  String[] value() default {};

  /** Scopes of which at least one is needed. */
  String[] anyOf() default {};
}
