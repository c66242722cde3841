package dev.tokenvalidator;

import dev.tokenvalidator.internal.issuer.FetchPolicy;
import dev.tokenvalidator.internal.text.Quoted;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The identifier of an issuer, and the address where its metadata is found.
 *
 * @param identifier what {@code iss} must equal
 * @param setting which setting it came from
 */
record IssuerAddress(String identifier, String setting) {

  /**
   * Judges the two settings that name an issuer.
   *
   * @throws InvalidSettingException if neither or both are given, or the given one is malformed
   */
  static IssuerAddress of(@Nullable String issuer, @Nullable String logtoEndpoint) {
    if (issuer != null && logtoEndpoint != null) {
      throw new InvalidSettingException(
          "issuer", "is given beside logtoEndpoint; give one of them");
    }
    if (issuer != null) {
      checkIdentifier(issuer);
      return new IssuerAddress(issuer, "issuer");
    }
    if (logtoEndpoint == null) {
      throw new InvalidSettingException(
          "issuer", "is missing: give issuer, or logtoEndpoint for a Logto tenant");
    }
    return new IssuerAddress(endpoint(logtoEndpoint) + "/oidc", "logtoEndpoint");
  }

  private static void checkIdentifier(String issuer) {
    if (issuer.isBlank()) {
      throw new InvalidSettingException("issuer", "is blank; give the issuer identifier");
    }
    DocumentAddress.problem(issuer)
        .ifPresent(
            problem -> {
              throw new InvalidSettingException("issuer", Quoted.address(issuer) + problem);
            });
  }

  private static String endpoint(String given) {
    String endpoint = given.endsWith("/") ? given.substring(0, given.length() - 1) : given;
    URI uri = uri("logtoEndpoint", endpoint);
    if (uri.getRawQuery() != null || uri.getHost() == null) {
      throw new InvalidSettingException(
          "logtoEndpoint", "is not the URL of a Logto endpoint, such as https://t1.logto.app");
    }
    checkEndpointPath(uri.getRawPath());
    return endpoint;
  }

  /** Without this check, each of these slips would show only with the first token. */
  private static void checkEndpointPath(String path) {
    if (path.isEmpty()) {
      return;
    }
    for (String segment : path.substring(1).split("/", -1)) {
      if (segment.equalsIgnoreCase("oidc") || segment.equals(".well-known")) {
        throw new InvalidSettingException(
            "logtoEndpoint",
            "has the path segment "
                + segment
                + ", which belongs to the issuer and not to the endpoint;"
                + " leave it out with all that follows, or use issuer");
      }
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        throw new InvalidSettingException(
            "logtoEndpoint",
            "has an empty path segment or one of dots; leave it out, as in https://t1.logto.app");
      }
    }
  }

  /**
   * Demands that the issuer's metadata can be fetched from this address.
   *
   * @throws InvalidSettingException if it is not a URL that the policy allows
   */
  void checkFetchable(FetchPolicy policy) {
    URI address = uri(setting, identifier);
    checkFetchable(setting, address, policy);
    if (address.getRawQuery() != null) {
      throw new InvalidSettingException("issuer", "has a query; give jwksUri for such an issuer");
    }
  }

  static void checkFetchable(String setting, URI address, FetchPolicy policy) {
    policy
        .objection(address)
        .ifPresent(
            objection -> {
              throw new InvalidSettingException(
                  setting,
                  Quoted.address(address.toString())
                      + " "
                      + objection
                      + "; give an https URL without a user name and a fragment");
            });
  }

  private static URI uri(String setting, String value) {
    try {
      return URI.create(value);
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(setting, Quoted.address(value) + " is not a URI");
    }
  }
}
