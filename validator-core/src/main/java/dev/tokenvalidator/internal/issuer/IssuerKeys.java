package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.jwk.JwkSet;
import dev.tokenvalidator.internal.jwk.KeyLookup;
import dev.tokenvalidator.keys.KeySetStatus;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import org.jspecify.annotations.Nullable;

/** The keys of one issuer. Safe for use by several threads. */
public sealed interface IssuerKeys extends AutoCloseable permits FixedKeys, FetchedKeys {

  /**
   * The key for a token.
   *
   * @param algorithm the header's
   * @param keyId the header's, if it has one
   * @return the key, or why there is none
   */
  KeyLookup find(SignatureAlgorithm algorithm, @Nullable String keyId);

  /**
   * A signature by a key of the current set did not verify. The issuer may have replaced the key
   * and kept its id: fetches the set again, at most once a minute, and waits for it.
   */
  void doubt();

  /**
   * The keys that tokens may be verified with now. Waits for nothing.
   *
   * @return the set, told from others by identity; null where there is none, or it is too old to be
   *     believed
   */
  @Nullable JwkSet current();

  /**
   * Whether the last good set, be it too old to verify with, has a key of this id. Contacts nobody.
   *
   * @param keyId any text
   */
  boolean hasKeyId(String keyId);

  /**
   * Fetches the keys now, whatever a brake or a back-off says, and waits until that has succeeded
   * or failed.
   */
  void refresh();

  /** How the key set is doing. Contacts nobody. */
  KeySetStatus status();

  /** Ends what was started for it. Does not throw. */
  @Override
  void close();
}
