package dev.tokenvalidator;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A request to the endpoint needs a token of the organization that its path names ({@link
 * Access#organization}). It adds up with the other annotations of the endpoint: {@link
 * AnnotatedAccess}. A servlet has no path parameters, so its organization is named by a route.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Organization {

  /** The path parameter: {@code org} for {@code /orgs/{org}}. */
  String value();
}
