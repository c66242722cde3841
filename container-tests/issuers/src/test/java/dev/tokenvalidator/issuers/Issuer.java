package dev.tokenvalidator.issuers;

import java.util.Map;

/** A real issuer with one confidential client that acts for itself. */
interface Issuer extends AutoCloseable {

  /** The issuer identifier. */
  String identifier();

  /** What messages call it. */
  String vendor();

  /**
   * Requests an access token by client credentials.
   *
   * @param parameters more parameters of the token request
   */
  String token(Map<String, String> parameters) throws Exception;

  /**
   * Changes the issuer as a message says.
   *
   * @param aim what the issuer should do, such as {@code write typ at+jwt}
   * @param means what the message names for it, in the words that are for this issuer
   * @return whether it was different before
   * @throws IllegalArgumentException if that cannot be done here
   */
  boolean change(String aim, String means) throws Exception;

  @Override
  void close();
}
