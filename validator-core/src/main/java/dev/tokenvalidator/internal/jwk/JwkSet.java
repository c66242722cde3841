package dev.tokenvalidator.internal.jwk;

import dev.tokenvalidator.internal.jws.JoseHeader;
import dev.tokenvalidator.internal.jws.VerificationKey;
import dev.tokenvalidator.keys.KeyName;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The usable keys of a JWK Set (RFC 7517 section 5). Which they are never changes. */
public final class JwkSet {

  /** Anyone can send a token without key id, and each of these costs a signature check. */
  private static final int MAX_KEYS_TO_TRY = 4;

  private final Object identity = new Object();
  private final List<VerificationKey> keys;
  private final Map<String, List<VerificationKey>> byKeyId = new HashMap<>();
  private final List<VerificationKey> withoutKeyId;

  /** Entries that say the same are one key. */
  JwkSet(Collection<VerificationKey> entries) {
    Map<List<Object>, VerificationKey> distinct = new LinkedHashMap<>();
    for (VerificationKey key : entries) {
      distinct.putIfAbsent(List.of(key.keyId(), key.thumbprint(), key.algorithm()), key);
    }
    keys = List.copyOf(distinct.values());
    for (VerificationKey key : keys) {
      key.keyId()
          .ifPresent(id -> byKeyId.computeIfAbsent(id, first -> new ArrayList<>(1)).add(key));
    }
    withoutKeyId = keys.stream().filter(key -> key.keyId().isEmpty()).toList();
  }

  /** Tells this set from others, for those who are not to keep its keys. */
  public Object identity() {
    return identity;
  }

  /** Whether there is no usable key in it. */
  public boolean isEmpty() {
    return keys.isEmpty();
  }

  /**
   * The key for a token. A key id is compared exactly and finds only keys that have it. Without
   * one, exactly one key must fit; where the set has keys without ids, up to four of them may (RFC
   * 7515 appendix D).
   *
   * @param algorithm the header's
   * @param keyId the header's, if it has one
   * @return the key, or why there is none
   */
  public KeyLookup find(SignatureAlgorithm algorithm, @Nullable String keyId) {
    return keyId == null ? findWithoutKeyId(algorithm) : findByKeyId(algorithm, keyId);
  }

  private KeyLookup findByKeyId(SignatureAlgorithm algorithm, String keyId) {
    List<VerificationKey> named = byKeyId.getOrDefault(keyId, List.of());
    if (named.isEmpty()) {
      return new KeyLookup.Unknown();
    }
    List<VerificationKey> fitting = fitting(named, algorithm);
    return switch (fitting.size()) {
      case 0 -> new KeyLookup.OtherAlgorithm(named.get(named.size() - 1).algorithm());
      case 1 -> new KeyLookup.Found(fitting.get(0));
      default -> new KeyLookup.Ambiguous();
    };
  }

  private KeyLookup findWithoutKeyId(SignatureAlgorithm algorithm) {
    List<VerificationKey> nameless = fitting(withoutKeyId, algorithm);
    List<VerificationKey> fitting = nameless.isEmpty() ? fitting(keys, algorithm) : nameless;
    if (fitting.isEmpty()) {
      return new KeyLookup.Unknown();
    }
    if (fitting.size() == 1) {
      return new KeyLookup.Found(fitting.get(0));
    }
    return nameless.isEmpty() || nameless.size() > MAX_KEYS_TO_TRY
        ? new KeyLookup.Ambiguous()
        : new KeyLookup.Several(nameless);
  }

  /** Those for an algorithm; of one that stands there under several names, the last. */
  private static List<VerificationKey> fitting(
      List<VerificationKey> candidates, SignatureAlgorithm algorithm) {
    if (candidates.size() == 1) {
      return candidates.get(0).algorithm() == algorithm ? candidates : List.of();
    }
    Map<String, VerificationKey> distinct = new LinkedHashMap<>();
    for (VerificationKey key : candidates) {
      if (key.algorithm() == algorithm) {
        distinct.put(key.thumbprint(), key);
      }
    }
    return List.copyOf(distinct.values());
  }

  /**
   * The keys that a token is verified with.
   *
   * @param header of the token
   * @return the key that it names, or those that it may mean; empty if there is none for it
   */
  public List<VerificationKey> candidates(JoseHeader header) {
    KeyLookup lookup = find(header.algorithm(), header.keyId());
    return lookup instanceof KeyLookup.Found found
        ? List.of(found.key())
        : lookup instanceof KeyLookup.Several several ? several.keys() : List.of();
  }

  /**
   * Whether a token is verified with one certain key.
   *
   * @param header of the token
   * @param thumbprint of the key
   * @return whether that is a key that is found for it
   */
  public boolean finds(JoseHeader header, String thumbprint) {
    return candidates(header).stream().anyMatch(key -> key.thumbprint().equals(thumbprint));
  }

  /**
   * What the operator is shown of the keys.
   *
   * @return the names in the order of the set, each once
   */
  public List<KeyName> names() {
    return keys.stream().map(VerificationKey::name).distinct().toList();
  }

  /** The ids of the keys that have one. */
  public Set<String> keyIds() {
    return Collections.unmodifiableSet(byKeyId.keySet());
  }
}
