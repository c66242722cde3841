package dev.tokenvalidator;

/**
 * Figures of the remembered tokens, for a health page or metrics. The last three count from the
 * start of the validator.
 *
 * @param tokens how many are remembered, approximately
 * @param bytes memory that they take, approximately
 * @param hits how often a presented token was remembered, expired ones included
 * @param misses how often it was not
 * @param evictions how many were dropped to make room; if there are many, {@link
 *     AccessTokenValidatorBuilder#tokenCacheBytes} is too small
 */
public record TokenCacheStatistics(
    long tokens, long bytes, long hits, long misses, long evictions) {

  static final TokenCacheStatistics NONE = new TokenCacheStatistics(0, 0, 0, 0, 0);

  TokenCacheStatistics plus(TokenCacheStatistics other) {
    return new TokenCacheStatistics(
        tokens + other.tokens,
        bytes + other.bytes,
        hits + other.hits,
        misses + other.misses,
        evictions + other.evictions);
  }
}
