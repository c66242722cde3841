package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.text.Quoted;
import dev.tokenvalidator.internal.text.Spelling;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says which setting to change when an issuer does not answer as the settings expect. Each text
 * continues a sentence, or is empty. Decides nothing.
 */
final class IssuerHints {

  private static final String ENTRA_ISSUER = "https://login.microsoftonline.com/<tenant id>/v2.0";

  /** How the address of a key set ends. Some issuer may end so, too. */
  private static final Pattern KEY_SET = Pattern.compile(".*/(jwks|jwks\\.json|certs|keys)/?");

  private static final FetchPolicy TLS_OR_LOOPBACK = new FetchPolicy(Set.of());

  private final FetchSettings settings;

  IssuerHints(FetchSettings settings) {
    this.settings = settings;
  }

  /**
   * The metadata names another issuer than the settings.
   *
   * @param found the issuer that it names
   * @param jwksUri the address of the keys that it names; null for none
   * @param source where the metadata came from
   */
  String otherIssuer(String found, @Nullable String jwksUri, URI source) {
    if (found.contains("{tenantid}")) {
      return "; this address serves every tenant, but issuer must be that of one tenant: "
          + ENTRA_ISSUER;
    }
    URI other = uri(found).orElse(null);
    Optional<String> difference = Spelling.difference(settings.issuer(), found);
    if (difference.isPresent()) {
      boolean fetchable = other != null && settings.policy().objection(other).isEmpty();
      return "; they differ only by "
          + difference.get()
          + (fetchable || other == null
              ? ": set " + newIssuer(found)
              : ": set " + settingsFor(found, other, jwksUri, source));
    }
    if (other == null
        || other.getHost() == null
        || !path(other).equals(path(URI.create(settings.issuer())))) {
      return "";
    }
    return "; if this is the same server, reached by another name, set "
        + settingsFor(found, other, jwksUri, source)
        + (other.getHost().equals("sts.windows.net")
            ? "; v2 tokens of Entra have the issuer " + ENTRA_ISSUER
            : "");
  }

  /** The settings for an issuer whose metadata cannot be fetched by the name that it has. */
  private String settingsFor(String found, URI other, @Nullable String jwksUri, URI source) {
    List<String> set = new ArrayList<>(List.of(newIssuer(found)));
    Optional<URI> keys = keysFromHere(other, jwksUri, source);
    set.add(
        keys.map(address -> "jwksUri=" + Quoted.own(address.toString()))
            .orElse("jwksUri to the address of its keys"));
    keys.filter(address -> TLS_OR_LOOPBACK.objection(address).isPresent())
        .ifPresent(address -> set.add("allowPlainHttp=" + Quoted.own(address.getHost())));
    int last = set.size() - 1;
    return String.join(", ", set.subList(0, last))
        + " and "
        + set.get(last)
        + "; then tokens must name that issuer, and its metadata is not checked any more";
  }

  private String newIssuer(String value) {
    return "issuer="
        + Quoted.own(value)
        + (settings.issuerSetting().equals("issuer")
            ? ""
            : " (in place of " + settings.issuerSetting() + ")");
  }

  /**
   * The address of the keys as it is reached from here: the server that sent the metadata has them,
   * unless the metadata names a third host.
   */
  private static Optional<URI> keysFromHere(URI other, @Nullable String jwksUri, URI source) {
    Optional<URI> named = uri(jwksUri).filter(address -> address.getHost() != null);
    if (named.isEmpty()) {
      return named;
    }
    String host = FetchHeader.hostOf(named.get());
    if (!host.equals(FetchHeader.hostOf(other)) && !host.equals(FetchHeader.hostOf(source))) {
      return named.filter(address -> TLS_OR_LOOPBACK.objection(address, source).isEmpty());
    }
    return uri(
        source.getScheme()
            + "://"
            + source.getRawAuthority()
            + named.get().getRawPath()
            + (named.get().getRawQuery() == null ? "" : "?" + named.get().getRawQuery()));
  }

  /**
   * A request was answered by a redirect.
   *
   * @param source where the request was sent
   * @param location the target, as the issuer wrote it
   * @param forKeys whether the keys were requested, and not the metadata
   */
  String redirect(URI source, String location, boolean forKeys) {
    Optional<URI> target =
        uri(location)
            .map(source::resolve)
            .filter(address -> settings.policy().objection(address, source).isEmpty());
    String text = ", a redirect to " + Quoted.own(location) + "; redirects are not followed: set ";
    if (forKeys) {
      return text
          + target
              .map(address -> "jwksUri=" + Quoted.own(address.toString()))
              .orElse("jwksUri to the address of the keys themselves");
    }
    return text
        + target
            .map(URI::toString)
            .filter(address -> address.endsWith(IssuerMetadata.DISCOVERY))
            .map(
                address ->
                    newIssuer(
                            address.substring(
                                0, address.length() - IssuerMetadata.DISCOVERY.length()))
                        + ", if that is the issuer that your tokens name")
            .orElse("issuer to the issuer that your tokens name");
  }

  /** The issuer has no metadata. */
  String noMetadata() {
    URI issuer = URI.create(settings.issuer());
    String host = FetchHeader.hostOf(issuer);
    String path = path(issuer);
    if (KEY_SET.matcher(path).matches()) {
      return "; this looks like the address of a key set: set jwksUri="
          + Quoted.own(settings.issuer())
          + ", and issuer to the iss of your tokens";
    }
    if (path.contains("/realms/")) {
      return "; Keycloak: is the name of the realm right, with upper and lower case? "
          + (path.startsWith("/auth/")
              ? "From Keycloak 17 on the path begins without /auth"
              : "Before Keycloak 17 the path begins with /auth");
    }
    if (host.equals("login.microsoftonline.com") || host.equals("sts.windows.net")) {
      return "; Microsoft Entra: the issuer of v2 tokens is "
          + ENTRA_ISSUER
          + "; that of v1 tokens is https://sts.windows.net/<tenant id>/, and needs"
          + " jwksUri=https://login.microsoftonline.com/<tenant id>/discovery/keys";
    }
    if (host.endsWith(".okta.com") || host.endsWith(".oktapreview.com")) {
      return "; Okta: the issuer ends with /oauth2/default, or with /oauth2/ and the id of the"
          + " authorization server";
    }
    if (host.startsWith("cognito-idp.") && host.endsWith(".amazonaws.com")) {
      return "; Amazon Cognito: the issuer ends with the id of the user pool, as in https://"
          + host
          + "/<pool id>";
    }
    if (host.endsWith(".auth0.com")) {
      return "; Auth0: the issuer is the tenant's domain with a slash, as in https://" + host + "/";
    }
    if (!settings.issuerSetting().equals("issuer")) {
      return "; is logtoEndpoint the endpoint of your Logto tenant?";
    }
    if (!path.endsWith("/oidc") && (path.isEmpty() || host.endsWith(".logto.app"))) {
      return "; if this is a Logto tenant, set logtoEndpoint, or let issuer end with /oidc";
    }
    return "; issuer must be the iss of your tokens; if that issuer publishes no metadata, set"
        + " jwksUri";
  }

  /** Without a slash at the end, which is the only thing that some issuers add. */
  private static String path(URI address) {
    return String.valueOf(address.getRawPath()).replaceFirst("/$", "");
  }

  private static Optional<URI> uri(@Nullable String text) {
    try {
      return text == null ? Optional.empty() : Optional.of(new URI(text));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
