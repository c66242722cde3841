package dev.tokenvalidator;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import dev.tokenvalidator.internal.jwk.JwkSet;
import dev.tokenvalidator.internal.jws.JoseHeader;
import dev.tokenvalidator.internal.jws.VerificationKey;
import dev.tokenvalidator.keys.KeyName;
import dev.tokenvalidator.keys.KeySetEvent;
import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Remembers validated tokens of one issuer, so that their signatures are verified only once. It
 * holds valid tokens only, so forged ones can neither enter nor displace others. An expired token
 * stays until the bound makes room, so that presenting it again costs no signature either. Safe for
 * use by several threads.
 */
final class RememberedTokens {

  private static final int COUNTED_SETS = 64;

  private final Cache<Key, Remembered> entries;

  /** The cache counts a token as a hit even if its key is not in the set any more. */
  private final LongAdder hitsWithoutKey = new LongAdder();

  /** Whether each scope is a string of a claim, and counted with it. */
  private final boolean scopesAreInClaims;

  /**
   * Sets of scopes that were counted with one token and may be shared by others ({@link
   * ScopeReader}). One slot for each hash, held weakly. Races count a set twice at most.
   */
  private final @Nullable Scopes[] countedScopes = new @Nullable Scopes[COUNTED_SETS];

  private static final class Scopes extends WeakReference<Set<String>> {
    Scopes(Set<String> scopes) {
      super(scopes);
    }
  }

  /**
   * @param maximumBytes memory that the entries may take, approximately
   * @param scopeFormat how the tokens' scopes are written
   */
  RememberedTokens(long maximumBytes, ScopeFormat scopeFormat) {
    scopesAreInClaims = scopeFormat == ScopeFormat.ARRAY;
    entries =
        Caffeine.newBuilder()
            .maximumWeight(maximumBytes)
            .<Key, Remembered>weigher((key, entry) -> bytes(key, entry))
            // Cheap enough for the calling thread, and starts no thread that would outlive us.
            .executor(Runnable::run)
            .recordStats()
            .build();
  }

  private int bytes(Key key, Remembered entry) {
    Set<String> scopes = entry.token().scopes();
    long sum = TokenFootprint.of(key.text, entry.token());
    if (!isCounted(scopes)) {
      sum += TokenFootprint.ofScopes(scopes, scopesAreInClaims);
    }
    return (int) Math.min(sum, Integer.MAX_VALUE);
  }

  /** Whether this very set was counted with another token recently. */
  private boolean isCounted(Set<String> scopes) {
    int place = System.identityHashCode(scopes) % COUNTED_SETS;
    Scopes counted = countedScopes[place];
    if (counted != null && counted.get() == scopes) {
      return true;
    }
    countedScopes[place] = new Scopes(scopes);
    return false;
  }

  /**
   * A token text, compared whole. Its hash covers the end of the signature only, which differs most
   * from token to token and is read in a fraction of the time.
   */
  private static final class Key {

    private static final int HASHED_CHARACTERS = 20;

    final String text;
    private final int hash;

    Key(String text) {
      this.text = text;
      int sum = 0;
      for (int i = Math.max(0, text.length() - HASHED_CHARACTERS); i < text.length(); i++) {
        sum = 31 * sum + text.charAt(i);
      }
      this.hash = sum;
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key && text.equals(key.text);
    }
  }

  /** A validated token, and the key that signed it. */
  static final class Remembered {

    private final AccessToken token;
    private final JoseHeader header;
    private final KeyName key;

    /**
     * The identity of the set in which the key was found last; the set itself would be kept alive.
     * Races only repeat a search.
     */
    private @Nullable Object knownIn;

    private Remembered(AccessToken token, JoseHeader header, VerificationKey key) {
      this.token = token;
      // Keeps only names, so that neither the key object nor the token's header stays in memory:
      // key objects are made for each load of the set, headers for each token.
      this.key = key.name();
      this.header =
          new JoseHeader(
              header.algorithm(), header.keyId() == null ? null : key.keyId().orElse(null), null);
    }

    AccessToken token() {
      return token;
    }

    JoseHeader header() {
      return header;
    }

    KeyName key() {
      return key;
    }

    /** Whether the set has, for this token, the key that it was verified with. */
    boolean isByKeyOf(JwkSet keys) {
      if (knownIn == keys.identity()) {
        return true;
      }
      if (keys.finds(header, key.thumbprint())) {
        knownIn = keys.identity();
        return true;
      }
      return false;
    }
  }

  /**
   * What is remembered of a token.
   *
   * @param current the issuer's keys; null if there are none
   * @return null if nothing is remembered, or if its key is not in the set
   */
  @Nullable Remembered find(String text, @Nullable JwkSet current) {
    Remembered token = entries.getIfPresent(new Key(text));
    Remembered found = ifCurrent(token, current);
    if (found == null && token != null) {
      hitsWithoutKey.increment();
    }
    return found;
  }

  /** How many presented tokens were remembered, and their key is in the set. */
  long hitsWithKey() {
    return entries.stats().hitCount() - hitsWithoutKey.sum();
  }

  /** Like {@link #find}, without counting a hit or a miss. */
  @Nullable Remembered peek(String text, @Nullable JwkSet current) {
    return ifCurrent(entries.asMap().get(new Key(text)), current);
  }

  private static @Nullable Remembered ifCurrent(
      @Nullable Remembered token, @Nullable JwkSet current) {
    return token != null && current != null && token.isByKeyOf(current) ? token : null;
  }

  /** Remembers a token that passed every check. */
  void put(String text, AccessToken token, JoseHeader header, VerificationKey key) {
    entries.put(new Key(text), new Remembered(token, header, key));
  }

  /** Forgets the tokens of a removed key, and all tokens when the set is too old. */
  void keySetChanged(KeySetEvent event) {
    if (event instanceof KeySetEvent.KeyRemoved removed) {
      entries.asMap().values().removeIf(entry -> entry.key().equals(removed.key()));
    } else if (event instanceof KeySetEvent.StaleLimitPassed) {
      entries.invalidateAll();
    }
  }

  TokenCacheStatistics statistics() {
    CacheStats stats = entries.stats();
    long bytes =
        entries.policy().eviction().map(bound -> bound.weightedSize().orElse(0)).orElse(0L);
    return new TokenCacheStatistics(
        entries.estimatedSize(), bytes, stats.hitCount(), stats.missCount(), stats.evictionCount());
  }
}
