package dev.tokenvalidator.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A Spring test that brings its own issuer, such as a {@code TestIssuer}: its context keeps the
 * application's settings as they are. Counts for subclasses and nested classes too.
 *
 * <p>Every other Spring test with {@code validator-spring} has the keys of {@link MockMvcTokens}
 * instead of the issuer's ({@code token-validator.jwk-set}), and no tokens but these are accepted.
 * Where the application has no issuer or no audience, {@code https://issuer.test/oidc} and {@code
 * https://api.test} take the place.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface WithoutTestKeys {}
