package dev.tokenvalidator;

import dev.tokenvalidator.internal.issuer.FetchPolicy;
import dev.tokenvalidator.internal.text.Quoted;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the identifier of a protected resource (RFC 9728 sections 1.2 and 3.1). */
final class ResourceIdentifier {

  static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

  private static final FetchPolicy HTTPS_OR_LOOPBACK = new FetchPolicy(Set.of());

  /** A challenge quotes the address, and JSON the identifier: neither has anything to escape. */
  private static final Pattern VISIBLE = Pattern.compile("[!#-\\[\\]-~]+");

  private static final Pattern PATH = Pattern.compile("(/([^/;%\\\\?#*{}\\p{Cntrl}]+))*/?");

  private ResourceIdentifier() {}

  /**
   * The path of an identifier, decoded; empty if it has none.
   *
   * @throws InvalidSettingException if the identifier is malformed
   */
  static String pathOf(String identifier) {
    if (!VISIBLE.matcher(identifier).matches()) {
      throw invalid(
          identifier,
          "is not printable ASCII without space, quote and backslash; encode other characters by"
              + " percent signs (RFC 3986 section 2.1)");
    }
    URI uri = uri(identifier);
    HTTPS_OR_LOOPBACK
        .objection(uri)
        .ifPresent(
            objection -> {
              throw invalid(
                  identifier,
                  (objection.startsWith("is plain http")
                          ? "is plain http, which is allowed on loopback only"
                          : objection)
                      + "; give the https URL under which clients reach this API");
            });
    if (uri.getPort() > 65_535 || uri.getRawAuthority().endsWith(":")) {
      throw invalid(identifier, "has a colon without a port, or a port that does not exist");
    }
    if (uri.getRawQuery() != null) {
      throw invalid(identifier, "has a query; give the URL without it (RFC 9728 section 1.2)");
    }
    return decoded(identifier, uri.getRawPath());
  }

  private static String decoded(String identifier, String rawPath) {
    String lower = rawPath.toLowerCase(Locale.ROOT);
    for (String encoded : new String[] {"%2f", "%5c", "%3b", "%25", "%2e", "%3f", "%23"}) {
      if (lower.contains(encoded)) {
        throw invalid(
            identifier,
            "has "
                + encoded
                + " in its path, which servers read in several ways; choose a path without it");
      }
    }
    // The decoder is for forms, where a plus sign is a space.
    String path = URLDecoder.decode(rawPath.replace("+", "%2B"), StandardCharsets.UTF_8);
    if (!isCanonical(path)) {
      throw invalid(
          identifier,
          "has an empty segment, a dot segment or one of the characters ; * { } in its path, or a"
              + " control character; choose a path without it");
    }
    if (path.startsWith(WELL_KNOWN)) {
      throw invalid(
          identifier,
          "is the address of the metadata; give that of the API: leave out " + WELL_KNOWN);
    }
    return path;
  }

  /**
   * Demands a canonical path of this server.
   *
   * @throws InvalidSettingException if it is none
   */
  static String checkPath(String path) {
    if (!path.startsWith("/") || !isCanonical(path)) {
      throw new InvalidSettingException(
          ProtectedResource.SETTING,
          "the path "
              + Quoted.own(path)
              + " does not start with a slash, or has an empty segment, a dot segment or one of the"
              + " characters ; % \\ ? # * { }; give one path, decoded and below the context path:"
              + " everything below it belongs to it, too");
    }
    return path;
  }

  private static boolean isCanonical(String path) {
    return PATH.matcher(path).matches()
        && path.indexOf('\uFFFD') < 0
        && !("/" + path + "/").contains("/./")
        && !("/" + path + "/").contains("/../");
  }

  /** The address of the metadata: the well-known path stands between host and path. */
  static String metadataUri(String identifier) {
    URI uri = uri(identifier);
    String path = uri.getRawPath();
    return identifier.substring(0, identifier.length() - path.length())
        + WELL_KNOWN
        + (path.equals("/") ? "" : path);
  }

  private static URI uri(String identifier) {
    try {
      return new URI(identifier);
    } catch (URISyntaxException e) {
      throw invalid(identifier, "is not a URL");
    }
  }

  private static InvalidSettingException invalid(String identifier, String problem) {
    return new InvalidSettingException(
        ProtectedResource.SETTING, Quoted.address(identifier) + " " + problem);
  }
}
