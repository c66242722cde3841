package dev.tokenvalidator.keys;

import java.util.List;
import java.util.Optional;

/**
 * The two names of an issuer's key, as logs and health pages show them. {@code distrust} takes
 * either.
 *
 * @param id the key's {@code kid} (RFC 7517 section 4.5), whole, with quotes, backslashes and
 *     everything but printable ASCII written as <code>&#92;u</code> and four hex digits; empty
 *     where the issuer gave it none
 * @param thumbprint the RFC 7638 thumbprint, which identifies the key itself
 */
public record KeyName(Optional<String> id, String thumbprint) {

  /** The id, or the thumbprint of a key that has none. */
  public String idOrThumbprint() {
    return id.orElse(thumbprint);
  }

  static List<String> idsOrThumbprints(List<KeyName> keys) {
    return keys.stream().map(KeyName::idOrThumbprint).distinct().toList();
  }

  /** The id in quotes, where there is one, and the thumbprint. */
  @Override
  public String toString() {
    return id.map(text -> '"' + text + "\" (thumbprint " + thumbprint + ")")
        .orElse("thumbprint " + thumbprint);
  }
}
