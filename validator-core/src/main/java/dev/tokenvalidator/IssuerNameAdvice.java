package dev.tokenvalidator;

import dev.tokenvalidator.TokenExplanation.Advice;
import dev.tokenvalidator.internal.text.Quoted;
import dev.tokenvalidator.internal.text.Spelling;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What to do about a proven token that names the issuer by another host: in a container network, a
 * client may reach the issuer by another name than we do.
 *
 * @param issuer the configured issuer
 * @param keysAddress where its keys were fetched from last; empty if they were not
 */
record IssuerNameAdvice(String issuer, Supplier<Optional<URI>> keysAddress) {

  private static final int MAX_LENGTH = 512;

  private static final Pattern ADDRESS =
      Pattern.compile("https?://[A-Za-z0-9._:\\[\\]-]+(/[A-Za-z0-9._~%/-]*)?");

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
    Map<String, String> settings = settingsFor(found);
    if (!isAccessToken || settings.isEmpty()) {
      return Advice.of(cause);
    }
    return new Advice(
        cause
            + ", or, if both are names of one tenant, set "
            + Advice.assignments(settings)
            + "; then tokens that name the configured issuer are refused, and its metadata is not read"
            + " any more",
        settings);
  }

  /**
   * The keys stay where they were found, because the other name may not be reached from here. Empty
   * unless one of the names is local: elsewhere two names may be two tenants that share their keys.
   */
  private Map<String, String> settingsFor(String found) {
    String address = keysAddress.get().map(URI::toASCIIString).orElse("");
    if (!(isLocal(found) || isLocal(issuer)) || !isAddress(address)) {
      return Map.of();
    }
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("issuer", found);
    settings.put("jwksUri", address);
    return settings;
  }

  /** Whether an issuer can have this name. Any other text would do harm in a log line or shell. */
  private static boolean isAddress(String text) {
    return text.length() <= MAX_LENGTH && ADDRESS.matcher(text).matches();
  }

  /** A name without a dot, a loopback address, or a private one, as in a container network. */
  private static boolean isLocal(String address) {
    String host = address.replaceFirst("^https?://", "").replaceFirst("[:/].*$", "");
    return host.indexOf('.') < 0
        || host.endsWith(".internal")
        || host.endsWith(".local")
        || host.matches(
            "(127|10)\\.[0-9.]+|192\\.168\\.[0-9.]+|172\\.(1[6-9]|2\\d|3[01])\\.[0-9.]+");
  }

  private boolean hasSamePath(String found) {
    return pathOf(issuer).equals(pathOf(found));
  }

  private static String pathOf(String identifier) {
    String path = identifier.replaceFirst("^https?://[^/]*", "");
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
