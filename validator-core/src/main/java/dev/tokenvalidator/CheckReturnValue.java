package dev.tokenvalidator;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method that decides nothing by itself: a caller who ignores its result lets in what it
 * meant to refuse.
 *
 * <p>Error Prone reports a call whose result is ignored, as an error: it goes by the simple name of
 * this annotation. Other analyzers are told the full name.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface CheckReturnValue {}
