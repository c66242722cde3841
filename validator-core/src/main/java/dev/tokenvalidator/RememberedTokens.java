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
import org.jspecify.annotations.Nullable;

/**
 * Tokens of one issuer that were found valid, so that their signatures need not be verified again.
 * It holds nothing else: whoever cannot make a valid token cannot put anything in or crowd anything
 * out. A token stays when it has expired, so that presenting it again costs no signature either;
 * what makes room is the bound. Safe for use by several threads.
 */
final class RememberedTokens {

  private static final int COUNTED_SETS = 64;

  private final Cache<Key, Remembered> entries;

  /** Whether scopes are strings of a claim, and not of their own. */
  private final boolean scopesAreInClaims;

  /**
   * Sets of scopes that were counted with one token and may come with others: those are few and
   * small ({@link ScopeReader}). Each has its place, and the last one that came has it; none is
   * kept for this. Read and written without order: it only saves.
   */
  private final @Nullable Scopes[] countedScopes = new @Nullable Scopes[COUNTED_SETS];

  private static final class Scopes extends WeakReference<Set<String>> {
    Scopes(Set<String> scopes) {
      super(scopes);
    }
  }

  /**
   * Makes an empty one.
   *
   * @param maximumBytes about how much memory the entries may take
   * @param scopeFormat how the tokens' scopes are written
   */
  RememberedTokens(long maximumBytes, ScopeFormat scopeFormat) {
    scopesAreInClaims = scopeFormat == ScopeFormat.ARRAY;
    entries =
        Caffeine.newBuilder()
            .maximumWeight(maximumBytes)
            .<Key, Remembered>weigher((key, entry) -> bytes(key, entry))
            // On the thread that causes it: it is little, and starts no thread that would stay.
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

  /** Whether another token has lately come with this very set. */
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
   * A token text. Compared whole; its hash is that of the end of its signature, which differs from
   * token to token more than all the rest, and is read in a fraction of the time.
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

  /** A token that was found valid, and by which key. */
  static final class Remembered {

    private final AccessToken token;
    private final JoseHeader header;
    private final KeyName key;

    /**
     * Which set the key was last found in; not the set itself, which would stay as long as this
     * does. Read and written without order: it only saves.
     */
    private @Nullable Object knownIn;

    private Remembered(AccessToken token, JoseHeader header, VerificationKey key) {
      this.token = token;
      // Not the key itself, nor the header: the one is made anew with each load of the set, and the
      // other with each token.
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

    /** Whether a set has, for this token, the very key that it was verified with. */
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

  /** What is known of a text; null where it is none that was found valid. */
  @Nullable Remembered find(String text) {
    return entries.getIfPresent(new Key(text));
  }

  /** The same as {@link #find}, for a look that is not to be counted as a hit or a miss. */
  @Nullable Remembered peek(String text) {
    return entries.asMap().get(new Key(text));
  }

  /** Remembers a token that every rule has passed. */
  void put(String text, AccessToken token, JoseHeader header, VerificationKey key) {
    entries.put(new Key(text), new Remembered(token, header, key));
  }

  /** Nothing is remembered that a key has signed which is gone, or which nobody can vouch for. */
  void keySetChanged(KeySetEvent event) {
    if (event instanceof KeySetEvent.KeyRemoved removed) {
      entries.asMap().values().removeIf(entry -> entry.key().equals(removed.key()));
    } else if (event instanceof KeySetEvent.StaleLimitPassed) {
      entries.invalidateAll();
    }
  }

  TokenCacheStatistics statistics() {
    CacheStats stats = entries.stats();
    return new TokenCacheStatistics(
        entries.estimatedSize(), stats.hitCount(), stats.missCount(), stats.evictionCount());
  }
}
