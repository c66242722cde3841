package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.text.Quoted;
import dev.tokenvalidator.internal.text.StrictJson;
import dev.tokenvalidator.internal.text.StrictJson.MalformedJsonException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where an issuer's metadata is, and the address of the keys that it names. */
final class IssuerMetadata {

  static final String DISCOVERY = "/.well-known/openid-configuration";

  private final String issuer;
  private final FetchPolicy policy;
  private final String base;

  IssuerMetadata(String issuer, FetchPolicy policy) {
    this.issuer = issuer;
    this.policy = policy;
    base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
  }

  /** The address of the metadata by OpenID Connect Discovery 1.0 section 4. */
  URI discovery() {
    return URI.create(base + DISCOVERY);
  }

  /**
   * The address of the metadata by RFC 8414 section 3: the issuer's path follows the well-known.
   */
  URI authorizationServer() {
    URI root = URI.create(base);
    return root.resolve(
        "/.well-known/oauth-authorization-server"
            + (root.getRawPath() == null ? "" : root.getRawPath()));
  }

  /**
   * Reads the address of the keys.
   *
   * @param json the metadata
   * @param source where it came from
   * @param hints say what to do about metadata of another issuer
   * @throws FetchException if the metadata names none, or one that we must not fetch from
   */
  URI jwksUri(byte[] json, URI source, IssuerHints hints) throws FetchException {
    Map<String, @Nullable Object> metadata;
    try {
      metadata = StrictJson.object(StrictJson.withoutByteOrderMark(json));
    } catch (MalformedJsonException e) {
      throw new FetchException(
          "the issuer's metadata at " + Quoted.own(source.toString()) + " is " + e.found());
    }
    // RFC 8414 section 3.3. Without this check one issuer could impersonate another.
    if (!issuer.equals(metadata.get("issuer"))) {
      String keys = metadata.get("jwks_uri") instanceof String address ? address : null;
      throw new FetchException(
          metadata.get("issuer") instanceof String other
              ? isThatOf(Quoted.own(other)) + hints.otherIssuer(other, keys, source)
              : isThatOf("(none)"));
    }
    if (!(metadata.get("jwks_uri") instanceof String text)) {
      throw new FetchException("the metadata has no jwks_uri");
    }
    URI found;
    try {
      found = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new FetchException("the metadata's jwks_uri is not a URI");
    }
    Optional<String> objection = policy.objection(found, URI.create(issuer));
    if (objection.isPresent()) {
      throw new FetchException("the metadata's jwks_uri " + objection.get());
    }
    return found;
  }

  private String isThatOf(String other) {
    return "the metadata is that of issuer " + other + ", not of " + Quoted.own(issuer);
  }
}
