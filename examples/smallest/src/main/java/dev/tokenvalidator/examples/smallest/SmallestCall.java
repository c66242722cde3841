package dev.tokenvalidator.examples.smallest;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.AccessTokenValidator;

/**
 * The smallest program that validates an access token. A server builds the validator once and keeps
 * it.
 */
public final class SmallestCall {

  private SmallestCall() {}

  /**
   * Prints who may do what, or fails with the reason why the token is not valid.
   *
   * @param arguments your Logto endpoint and the token
   */
  public static void main(String[] arguments) {
    try (AccessTokenValidator validator =
        AccessTokenValidator.builder()
            .logtoEndpoint(arguments[0])
            .audience("https://shopping.api")
            .build()) {
      AccessToken token = validator.validate(arguments[1]);
      System.out.println(token.subject() + " may " + String.join(" ", token.scopes()));
    }
  }
}
