package dev.tokenvalidator;

import dev.tokenvalidator.TokenExplanation.Advice;
import dev.tokenvalidator.internal.text.Quoted;
import dev.tokenvalidator.internal.text.Spelling;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What to do about a proven token that names the issuer by another host: in a container network, a
 * client may reach the issuer by another name than we do.
 *
 * @param issuer the configured issuer
 * @param keysAddress where its keys were fetched from last; empty if they were not
 */
record IssuerNameAdvice(String issuer, Supplier<Optional<URI>> keysAddress) {

  /**
   * What to do; empty if the token names no issuer.
   *
   * @param isAccessToken whether the token can only be an access token; settings are proposed for
   *     no other
   */
  Optional<Advice> of(ClaimsSet claims, boolean isAccessToken) {
    if (!(claims.all().get("iss") instanceof String found)) {
      return Optional.empty();
    }
    String signed = "the keys of " + Quoted.own(issuer) + " have signed it";
    return Optional.of(
        isAddress(found) && hasSamePath(found)
            ? byTwoNames(found, signed, isAccessToken)
            : Advice.of(
                signed
                    + ", but in the name of another issuer: which one does the client ask for"
                    + " tokens?"));
  }

  private Advice byTwoNames(String found, String signed, boolean isAccessToken) {
    String cause =
        Spelling.difference(issuer, found)
                .map(difference -> "the issuer differs only by " + difference + "; ")
                .orElse("")
            + signed
            + ", so it may be the issuer's name for the client: let the client use the address that"
            + " is configured here";
    if (!isAccessToken) {
      return Advice.of(cause);
    }
    Map<String, String> settings = settingsFor(found);
    return new Advice(
        cause
            + ", or, if both are names of one tenant, set "
            + Advice.assignments(settings)
            + "; then its metadata is not read any more",
        settings);
  }

  /** The keys stay where they were found, because the other name may not be reached from here. */
  private Map<String, String> settingsFor(String found) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("issuer", found);
    URI address = keysAddress.get().orElse(null);
    if (address != null) {
      settings.put("jwksUri", address.toASCIIString());
      if ("http".equalsIgnoreCase(address.getScheme()) && !isLoopback(address)) {
        settings.put("allowPlainHttp", String.valueOf(address.getHost()));
      }
    }
    return settings;
  }

  /** Whether an issuer can have this name. Any other text would do harm in a log line or shell. */
  private static boolean isAddress(String found) {
    return found.matches("https?://[A-Za-z0-9._~:/?#\\[\\]@!&()*+,;=%-]+");
  }

  private boolean hasSamePath(String found) {
    return pathOf(issuer).equals(pathOf(found));
  }

  private static String pathOf(String identifier) {
    String path = identifier.replaceFirst("^https?://[^/]*", "");
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private static boolean isLoopback(URI address) {
    String host = String.valueOf(address.getHost());
    return host.equals("localhost") || host.equals("[::1]") || host.startsWith("127.");
  }
}
