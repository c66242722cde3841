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
    return URI.create(base + "/.well-known/openid-configuration");
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

  boolean mayLackLogtoPath() {
    return !base.endsWith("/oidc");
  }

  /**
   * Reads the address of the keys.
   *
   * @throws FetchException if the metadata names none, or one that we must not fetch from
   */
  URI jwksUri(byte[] json) throws FetchException {
    Map<String, @Nullable Object> metadata;
    try {
      metadata = StrictJson.object(StrictJson.withoutByteOrderMark(json));
    } catch (MalformedJsonException e) {
      throw new FetchException("the issuer's metadata is " + e.found());
    }
    // RFC 8414 section 3.3. Without this check one issuer could impersonate another.
    if (!issuer.equals(metadata.get("issuer"))) {
      throw new FetchException(
          "the metadata is that of issuer "
              + (metadata.get("issuer") instanceof String other ? Quoted.text(other) : "(none)")
              + ", not of "
              + Quoted.text(issuer));
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
}
