package dev.tokenvalidator;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import dev.tokenvalidator.jwks.JwkSet;
import dev.tokenvalidator.jws.JoseHeader;
import dev.tokenvalidator.jws.Quoted;
import dev.tokenvalidator.jws.VerificationKey;
import dev.tokenvalidator.keys.KeySetEvent;
import dev.tokenvalidator.keys.KeySetListener;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of one issuer that were found valid, so that their signatures need not be verified again.
 * It holds nothing else: whoever cannot make a valid token cannot put anything in or crowd anything
 * out. A token stays when it has expired, so that presenting it again costs no signature either;
 * what makes room is the bound. Safe for use by several threads.
 */
final class VerifiedTokenCache implements KeySetListener {

  /** What an entry takes besides its text: measured, rounded up. */
  private static final int ENTRY_BYTES = 600;

  /** What the claims take for each character of the text: measured, rounded up. */
  private static final int BYTES_PER_CHARACTER = 2;

  private final Cache<Key, Entry> entries;

  /**
   * Makes an empty one.
   *
   * @param maximumBytes about how much memory the entries may take
   */
  VerifiedTokenCache(long maximumBytes) {
    entries =
        Caffeine.newBuilder()
            .maximumWeight(maximumBytes)
            .<Key, Entry>weigher(
                (key, entry) -> ENTRY_BYTES + key.text.length() * BYTES_PER_CHARACTER)
            // On the thread that causes it: it is little, and starts no thread that would stay.
            .executor(Runnable::run)
            .recordStats()
            .build();
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
  static final class Entry {

    private final AccessToken token;
    private final JoseHeader header;
    private final @Nullable String keyId;
    private final String thumbprint;

    /** The last set that the key was found in. Read and written without order: it only saves. */
    private @Nullable JwkSet knownIn;

    private Entry(AccessToken token, JoseHeader header, VerificationKey key) {
      this.token = token;
      this.header = header;
      // Not the key itself, which is made anew with each load of the set.
      this.keyId = key.keyId().orElse(null);
      this.thumbprint = key.thumbprint();
    }

    AccessToken token() {
      return token;
    }

    JoseHeader header() {
      return header;
    }

    @Nullable String keyId() {
      return keyId;
    }

    String thumbprint() {
      return thumbprint;
    }

    boolean isByKeyShownAs(String name) {
      return Quoted.escaped(keyId == null ? thumbprint : keyId).equals(name);
    }

    /** Whether a set has, for this token, the very key that it was verified with. */
    boolean isByKeyOf(JwkSet keys) {
      if (knownIn == keys) {
        return true;
      }
      if (keys.finds(header, thumbprint)) {
        knownIn = keys;
        return true;
      }
      return false;
    }
  }

  /** What is known of a text; null where it is none that was found valid. */
  @Nullable Entry find(String text) {
    return entries.getIfPresent(new Key(text));
  }

  /** Remembers a token that every rule has passed. */
  void put(String text, AccessToken token, JoseHeader header, VerificationKey key) {
    entries.put(new Key(text), new Entry(token, header, key));
  }

  /** Nothing is remembered that a key has signed which is gone, or which nobody can vouch for. */
  @Override
  public void keySetChanged(KeySetEvent event) {
    if (event instanceof KeySetEvent.KeyRemoved removed) {
      entries.asMap().values().removeIf(entry -> entry.isByKeyShownAs(removed.keyId()));
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
