package dev.tokenvalidator;

import dev.tokenvalidator.internal.text.Quoted;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recognizes the address of a document or an endpoint that was given as an issuer. */
final class DocumentAddress {

  private static final String WELL_KNOWN = "/.well-known/";
  private static final String KEYCLOAK = "/protocol/openid-connect/";

  /** RFC 8414 section 3: the issuer's path follows the well-known. */
  private static final Pattern INSERTED =
      Pattern.compile("(https?://[^/]+)/\\.well-known/[^/]+(/.+)");

  private static final Pattern ENTRA_KEYS =
      Pattern.compile("(https?://[^/]+/)([^/]+)/discovery/(v2\\.0/)?keys");

  private DocumentAddress() {}

  /**
   * What is wrong with an address that cannot be an issuer, and what to give instead. Follows the
   * address in a sentence.
   *
   * @param address given as an issuer
   * @return empty if it may be an issuer
   */
  static Optional<String> problem(String address) {
    int wellKnown = address.indexOf(WELL_KNOWN);
    if (wellKnown >= 0) {
      Matcher inserted = INSERTED.matcher(address);
      return Optional.of(
          " is the address of the issuer's metadata; "
              + (inserted.matches()
                  ? setIssuer(inserted.group(1) + inserted.group(2))
                  : "leave out " + Quoted.address(address.substring(wellKnown))));
    }
    int keycloak = address.indexOf(KEYCLOAK);
    if (keycloak >= 0) {
      return Optional.of(
          " is an endpoint of a Keycloak realm; " + setIssuer(address.substring(0, keycloak)));
    }
    Matcher entra = ENTRA_KEYS.matcher(address);
    if (entra.matches()) {
      return Optional.of(
          " is the address of the keys of Microsoft Entra; "
              + setIssuer(entra.group(1) + tenant(entra.group(2)) + "/v2.0"));
    }
    return Optional.empty();
  }

  /** The names that stand for every tenant are no tenant. */
  private static String tenant(String name) {
    return switch (name) {
      case "common", "organizations", "consumers" -> "<tenant id>";
      default -> name;
    };
  }

  private static String setIssuer(String value) {
    return "set issuer=" + Quoted.address(value);
  }
}
