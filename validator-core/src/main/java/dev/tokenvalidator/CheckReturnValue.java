package dev.tokenvalidator;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method that decides nothing by itself: a caller who ignores its result may let in what it
 * meant to refuse.
 *
 * <p>Error Prone and SpotBugs go by the simple name of this annotation. Error Prone stops the
 * compilation of a call whose result is ignored; other tools may have to be told the full name.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface CheckReturnValue {}
