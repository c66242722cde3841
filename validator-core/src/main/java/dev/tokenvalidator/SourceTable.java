package dev.tokenvalidator;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sources that are remembered, bounded: the one that was not heard of for longest is forgotten
 * first. Sources that brought a good token have a table of their own, so that no number of others
 * pushes them out. Not safe for use by several threads.
 */
final class SourceTable {

  static final int MAX_WITH_GOOD_TOKEN = 10_000;
  static final int MAX_OTHERS = 4_000;

  /** An address needs 45 characters; what a setting makes of a request may be any text. */
  static final int MAX_NAME = 200;

  private final TokenSource anonymous = new TokenSource("");
  private final Recent withGoodToken = new Recent(MAX_WITH_GOOD_TOKEN);
  private final Recent others = new Recent(MAX_OTHERS);

  /**
   * What is known of a source.
   *
   * @param name null for whoever comes without a source: together they are one. Sources that share
   *     their first {@value #MAX_NAME} characters are one, too
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

  /** Forgets the one that was asked for least recently when it is full. */
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
