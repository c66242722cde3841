package dev.tokenvalidator;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A request to the endpoint needs a valid token of any organization ({@link
 * Access#anyOrganization}). The endpoint must tell the organizations apart. It adds up with the
 * other annotations of the endpoint: {@link AnnotatedAccess}.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface AnyOrganization {}
