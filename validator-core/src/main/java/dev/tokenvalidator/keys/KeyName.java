package dev.tokenvalidator.keys;

import java.util.List;
import java.util.Optional;

/**
 * The two names of an issuer's key, as logs and health pages show them. {@code distrust} accepts
 * either.
 *
 * @param id the key's whole {@code kid} (RFC 7517 section 4.5), with quotes, backslashes and
 *     everything but printable ASCII written as <code>&#92;u</code> and four hex digits; empty if
 *     the issuer gave it none
 * @param thumbprint the RFC 7638 thumbprint, which identifies the key itself
 */
public record KeyName(Optional<String> id, String thumbprint) {

  /** The id, or the thumbprint if the key has no id. */
  public String idOrThumbprint() {
    return id.orElse(thumbprint);
  }

  static List<String> idsOrThumbprints(List<KeyName> keys) {
    return keys.stream().map(KeyName::idOrThumbprint).distinct().toList();
  }

  /** The id in quotes, if there is one, and the thumbprint. */
  @Override
  public String toString() {
    return id.map(text -> '"' + text + "\" (thumbprint " + thumbprint + ")")
        .orElse("thumbprint " + thumbprint);
  }
}
