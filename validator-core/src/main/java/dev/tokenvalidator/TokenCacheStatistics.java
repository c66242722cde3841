package dev.tokenvalidator;

/**
 * How the cache of verified tokens is doing, for a health page or metrics. All but the first are
 * counted since the validator was built.
 *
 * @param tokens how many are remembered, about
 * @param hits how often a token that came was remembered, be it expired by then
 * @param misses how often it was not
 * @param evictions how many were forgotten to make room for others; many of them say that {@link
 *     AccessTokenValidatorBuilder#tokenCacheBytes} is too small
 */
public record TokenCacheStatistics(long tokens, long hits, long misses, long evictions) {

  static final TokenCacheStatistics NONE = new TokenCacheStatistics(0, 0, 0, 0);

  TokenCacheStatistics plus(TokenCacheStatistics other) {
    return new TokenCacheStatistics(
        tokens + other.tokens,
        hits + other.hits,
        misses + other.misses,
        evictions + other.evictions);
  }
}
