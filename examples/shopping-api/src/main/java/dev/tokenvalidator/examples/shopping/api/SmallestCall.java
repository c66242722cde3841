package dev.tokenvalidator.examples.shopping.api;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.AccessTokenValidator;

/**
 * The smallest programmatic validation, of the token given as the argument. Put your Logto endpoint
 * in before you run it. A server builds the validator once and keeps it.
 */
public final class SmallestCall {
  /**
   * Prints who may do what.
   *
   * @param arguments the token
   */
  public static void main(String[] arguments) {
    // README: smallest call
    AccessTokenValidator validator =
        AccessTokenValidator.builder()
            .logtoEndpoint("https://your.logto.endpoint")
            .audience("https://shopping.api")
            .build();
    AccessToken token = validator.validate(arguments[0]);
    // end
    System.out.println(token.subject() + " may " + String.join(" ", token.scopes()));
    validator.close();
  }
}
