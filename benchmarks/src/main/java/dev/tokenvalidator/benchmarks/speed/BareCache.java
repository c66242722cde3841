package dev.tokenvalidator.benchmarks.speed;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The least that a hit can be: the token is cut out of the header and looked up in Caffeine by its
 * whole text (hashed by 20 characters of its signature), and its expiry and scope are checked.
 */
final class BareCache implements Validation {

  private static final int HASHED = 20;

  private final Cache<Key, Entry> entries = Caffeine.newBuilder().maximumSize(20_000).build();
  private final InstantSource clock = InstantSource.system();

  BareCache(IssuedTokens tokens) {
    Instant expiry = clock.instant().plusSeconds(86_400);
    for (String token : tokens.good()) {
      // A string of its own, as a cache has.
      Key key = new Key(String.copyValueOf(token.toCharArray()));
      entries.put(key, new Entry(expiry, Set.of("x", IssuedTokens.SCOPE)));
    }
  }

  @Override
  public Object validate(String header) {
    Entry entry = entries.getIfPresent(new Key(header.substring("Bearer ".length())));
    if (entry == null
        || !clock.instant().isBefore(entry.expiry)
        || !entry.scopes.contains(IssuedTokens.SCOPE)) {
      throw new IllegalArgumentException("unknown, expired, or of insufficient scope");
    }
    return entry;
  }

  private record Entry(Instant expiry, Set<String> scopes) {}

  private static final class Key {

    private final String token;
    private final int hash;

    Key(String token) {
      this.token = token;
      int sum = 0;
      for (int i = Math.max(0, token.length() - HASHED); i < token.length(); i++) {
        sum = 31 * sum + token.charAt(i);
      }
      hash = sum;
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key && token.equals(key.token);
    }
  }
}
