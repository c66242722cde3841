package dev.tokenvalidator;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method whose result must be used: a caller who ignores it may admit what it meant to
 * refuse.
 *
 * <p>Error Prone and SpotBugs recognize the simple name of this annotation. Error Prone refuses to
 * compile a call whose result is ignored; other tools may need the full name.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface CheckReturnValue {}
