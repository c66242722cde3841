package dev.tokenvalidator.servlet;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The scopes that a request to a servlet needs (RFC 6749 section 3.3), enforced by {@link
 * BearerTokenFilter}.
 *
 * <p>Only servlets are read. On a JAX-RS resource, a Spring controller, a filter or a WebSocket
 * endpoint it has no effect: there, routes name the scopes. The start warns where it finds such a
 * one, and of a framework's servlet under a route that asks for no scope.
 *
 * <p>On a servlet class it covers every method of HTTP; on {@code doGet}, {@code doPost} and the
 * like, that one method. Where both are there, both must be met, and so must a route that covers
 * the request. {@code HEAD} needs what {@code GET} needs. A servlet that annotates some of its
 * methods only is not covered by annotation for the others: they are refused unless a route covers
 * them.
 *
 * <p>The annotations of a class and of its superclasses add up. An overriding method keeps the
 * annotation of the method it overrides, unless it has one of its own, which takes its place. What
 * a method calls counts for nothing: a {@code doGet} that calls {@code doPost} needs what {@code
 * doGet} asks for. A servlet that overrides {@code service} decides by itself what runs, so only
 * the annotation of its class counts.
 *
 * <p>What would be ignored stops the start instead: an annotation without scopes, on an interface,
 * on another annotation, on a method that is not one of {@code HttpServlet}'s, or on a method of a
 * servlet that overrides {@code service}; one that comes from another copy of this library; and a
 * servlet that the container knows under an abstract class only.
 *
 * <p>An application that has annotated servlets, but registers no {@link BearerTokenFilter}, gets
 * one where the container runs {@link RequiresScopeInitializer}.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface RequiresScope {

  /**
   * Scopes of which every one is needed.
   *
   * @return the scopes
   */
  String[] value() default {};

  /**
   * Scopes of which at least one is needed.
   *
   * @return the scopes
   */
  String[] anyOf() default {};
}
