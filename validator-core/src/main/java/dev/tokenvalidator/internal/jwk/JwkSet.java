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
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The usable keys of a JWK Set (RFC 7517 section 5). Immutable. */
public final class JwkSet {

  /**
   * How many keys to try for a token without a key id. Anyone can send such tokens, and each try
   * costs a signature check.
   */
  private static final int MAX_KEYS_TO_TRY = 4;

  private final Object identity = new Object();
  private final List<VerificationKey> keys;
  private final Map<String, List<VerificationKey>> byKeyId = new HashMap<>();
  private final List<VerificationKey> withoutKeyId;

  /** Why an entry is not among the keys, by its id. For messages only. */
  private final Map<String, String> leftOut;

  /**
   * Entries with the same id, thumbprint and algorithm count as one key.
   *
   * @param entries the usable ones
   * @param leftOut why an entry is not among them, by its id
   */
  JwkSet(Collection<VerificationKey> entries, Map<String, String> leftOut) {
    this.leftOut = Map.copyOf(leftOut);
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

  /** Identifies this set. Use it to recognize the set without keeping its keys in memory. */
  public Object identity() {
    return identity;
  }

  /** Whether the set has no usable key. */
  public boolean isEmpty() {
    return keys.isEmpty();
  }

  /**
   * Looks up the key for a token. A key id is compared exactly and finds only keys that have it. If
   * the token has no key id, exactly one key must fit. If the set has keys without ids, up to four
   * of these may fit (RFC 7515 appendix D).
   *
   * @param algorithm from the token's header
   * @param keyId from the token's header; null if it has none
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
      case 0 -> new KeyLookup.OtherAlgorithm(named.get(named.size() - 1));
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

  /** The keys for an algorithm. If a key is listed under several ids, its last entry counts. */
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
   * The keys to verify a token with.
   *
   * @param header of the token
   * @return the key that the token names, or the keys that it may mean; empty if there is none
   */
  public List<VerificationKey> candidates(JoseHeader header) {
    KeyLookup lookup = find(header.algorithm(), header.keyId());
    return lookup instanceof KeyLookup.Found found
        ? List.of(found.key())
        : lookup instanceof KeyLookup.Several several ? several.keys() : List.of();
  }

  /**
   * Whether a key is one of the {@link #candidates} for a token.
   *
   * @param header of the token
   * @param thumbprint of the key
   */
  public boolean finds(JoseHeader header, String thumbprint) {
    return candidates(header).stream().anyMatch(key -> key.thumbprint().equals(thumbprint));
  }

  /**
   * Why the entry with this id is not among the keys.
   *
   * @param keyId any text
   * @return the reason; empty if there is no such entry, or too many were left out
   */
  public Optional<String> whyLeftOut(String keyId) {
    return Optional.ofNullable(leftOut.get(keyId));
  }

  /** The names of the keys, as the operator sees them: in the order of the set, each once. */
  public List<KeyName> names() {
    return keys.stream().map(VerificationKey::name).distinct().toList();
  }

  /** The ids of the keys that have one. */
  public Set<String> keyIds() {
    return Collections.unmodifiableSet(byKeyId.keySet());
  }
}
