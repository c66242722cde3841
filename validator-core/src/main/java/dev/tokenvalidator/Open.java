package dev.tokenvalidator;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A request to the endpoint needs no token ({@link Access#open}).
 *
 * <p><b>It takes nothing away.</b> In other frameworks the annotation of a method replaces that of
 * its class; here annotations add up ({@link AnnotatedAccess}), so {@code @Open} beside any demand,
 * on the method, its class or their supertypes, stops the start. A route that demands a token for
 * some of the paths or methods counts; one that demands it for all of them stops the start.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Open {}
