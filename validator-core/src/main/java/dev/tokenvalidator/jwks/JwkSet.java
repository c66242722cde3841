package dev.tokenvalidator.jwks;

import dev.tokenvalidator.jws.JoseHeader;
import dev.tokenvalidator.jws.VerificationKey;
import dev.tokenvalidator.keys.KeyName;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The usable keys of a JWK Set (RFC 7517 section 5). Which they are never changes. */
public final class JwkSet {

  private final Object identity = new Object();
  private final List<VerificationKey> keys;

  /** Entries that say the same are one key. */
  JwkSet(Collection<VerificationKey> entries) {
    Map<List<Object>, VerificationKey> distinct = new LinkedHashMap<>();
    for (VerificationKey key : entries) {
      distinct.putIfAbsent(List.of(key.keyId(), key.thumbprint(), key.algorithm()), key);
    }
    keys = List.copyOf(distinct.values());
  }

  /** Tells this set from others, for those who are not to keep its keys. */
  public Object identity() {
    return identity;
  }

  boolean isEmpty() {
    return keys.isEmpty();
  }

  /**
   * The key for a token. A key id is compared exactly and finds only keys that have it; without
   * one, exactly one key must fit.
   *
   * @param algorithm the header's
   * @param keyId the header's, if it has one
   * @return the key, or why there is none
   */
  public KeyLookup find(SignatureAlgorithm algorithm, @Nullable String keyId) {
    VerificationKey fitting = null;
    VerificationKey named = null;
    for (VerificationKey key : keys) {
      if (keyId != null && !keyId.equals(key.keyId().orElse(null))) {
        continue;
      }
      named = key;
      if (key.algorithm() != algorithm) {
        continue;
      }
      if (fitting != null && !fitting.thumbprint().equals(key.thumbprint())) {
        return new KeyLookup.Ambiguous();
      }
      fitting = key;
    }
    if (fitting != null) {
      return new KeyLookup.Found(fitting);
    }
    return keyId != null && named != null
        ? new KeyLookup.OtherAlgorithm(named.algorithm())
        : new KeyLookup.Unknown();
  }

  /**
   * Whether a token is verified with one certain key.
   *
   * @param header of the token
   * @param thumbprint of the key
   * @return whether that is the key that is found for it
   */
  public boolean finds(JoseHeader header, String thumbprint) {
    return find(header.algorithm(), header.keyId()) instanceof KeyLookup.Found found
        && found.key().thumbprint().equals(thumbprint);
  }

  /** The header of a token that one of the keys has signed; null where it is not remembered. */
  @Nullable JoseHeader provenHeader(byte[] token, int length) {
    for (VerificationKey key : keys) {
      JoseHeader header = key.provenHeaders().find(token, length);
      if (header != null) {
        return header;
      }
    }
    return null;
  }

  /**
   * What the operator is shown of the keys.
   *
   * @return the names in the order of the set, each once
   */
  public List<KeyName> names() {
    return keys.stream().map(VerificationKey::name).distinct().toList();
  }

  /** Whether a key has this id. */
  boolean hasKeyId(String keyId) {
    return keys.stream().anyMatch(key -> keyId.equals(key.keyId().orElse(null)));
  }

  /** What identifies the keys themselves, whatever they are called. */
  Set<String> thumbprints() {
    Set<String> thumbprints = new LinkedHashSet<>();
    keys.forEach(key -> thumbprints.add(key.thumbprint()));
    return thumbprints;
  }
}
