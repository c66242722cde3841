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

  /** Empty if the token names no issuer. */
  Optional<Advice> of(ClaimsSet claims) {
    if (!(claims.all().get("iss") instanceof String found)) {
      return Optional.empty();
    }
    String signed = "the keys of " + Quoted.own(issuer) + " have signed it";
    return Optional.of(
        hasSamePath(found)
            ? byTwoNames(found, signed)
            : Advice.of(
                signed
                    + ", but in the name of another issuer: which one does the client ask for"
                    + " tokens?"));
  }

  private Advice byTwoNames(String found, String signed) {
    Map<String, String> settings = settingsFor(found);
    return new Advice(
        Spelling.difference(issuer, found)
                .map(difference -> "the issuer differs only by " + difference + "; ")
                .orElse("")
            + signed
            + ", so it may be the issuer's name for the client: let the client use the address that"
            + " is configured here, or, if both are names of one tenant, set "
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
      settings.put("jwksUri", address.toString());
      if ("http".equalsIgnoreCase(address.getScheme()) && !isLoopback(address)) {
        settings.put("allowPlainHttp", String.valueOf(address.getHost()));
      }
    }
    return settings;
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
