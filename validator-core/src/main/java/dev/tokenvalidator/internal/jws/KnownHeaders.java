package dev.tokenvalidator.internal.jws;

import org.jspecify.annotations.Nullable;

/** What encoded headers say that were read before, so that they need not be read again. */
@FunctionalInterface
public interface KnownHeaders {

  /**
   * Finds one.
   *
   * @param token a token's bytes, which begin with its encoded header
   * @param length how many of them are the header
   * @return what it says; null where it is not known
   */
  @Nullable JoseHeader find(byte[] token, int length);
}
