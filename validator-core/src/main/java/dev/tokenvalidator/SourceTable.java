package dev.tokenvalidator;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The known sources, bounded: the least recently seen one is dropped first. Sources that brought a
 * good token have their own table, so that others cannot displace them. Not safe for use by several
 * threads.
 */
final class SourceTable {

  static final int MAX_WITH_GOOD_TOKEN = 10_000;
  static final int MAX_OTHERS = 4_000;

  /** An address needs 45 characters; a setting may derive any text from a request. */
  static final int MAX_NAME = 200;

  private final TokenSource anonymous = new TokenSource("");
  private final Recent withGoodToken = new Recent(MAX_WITH_GOOD_TOKEN);
  private final Recent others = new Recent(MAX_OTHERS);

  /**
   * Finds a source, or begins one.
   *
   * @param name null for all callers without a source, which count as one. Sources that share their
   *     first {@value #MAX_NAME} characters count as one, too
   */
  TokenSource find(@Nullable String name) {
    if (name == null) {
      return anonymous;
    }
    String key = name.length() > MAX_NAME ? name.substring(0, MAX_NAME) : name;
    TokenSource known = withGoodToken.get(key);
    return known != null ? known : others.computeIfAbsent(key, TokenSource::new);
  }

  /** Remembers a source among those that brought a good token. */
  void keep(TokenSource source) {
    if (source != anonymous && withGoodToken.put(source.name(), source) == null) {
      others.remove(source.name());
    }
  }

  int size() {
    return withGoodToken.size() + others.size();
  }

  /** Drops the least recently used entry when it is full. */
  private static final class Recent extends LinkedHashMap<String, TokenSource> {

    private static final long serialVersionUID = 1L;

    private final int maximum;

    Recent(int maximum) {
      super(16, 0.75f, true);
      this.maximum = maximum;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, TokenSource> eldest) {
      return size() > maximum;
    }
  }
}
