package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.jwk.JwkSet;
import dev.tokenvalidator.internal.jwk.KeyLookup;
import dev.tokenvalidator.keys.KeySetStatus;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The keys of one issuer. Safe for use by several threads. */
public sealed interface IssuerKeys extends AutoCloseable permits FixedKeys, FetchedKeys {

  /**
   * Looks up the key for a token. May wait for a fetch.
   *
   * @param algorithm from the token's header
   * @param keyId from the token's header; null if it has none
   */
  KeyLookup find(SignatureAlgorithm algorithm, @Nullable String keyId);

  /** Whether {@link #find} would wait for the issuer. Never waits, and sends no request. */
  boolean mustWait(SignatureAlgorithm algorithm, @Nullable String keyId);

  /**
   * Must be called when a signature does not verify with a key of the current set. The issuer may
   * have replaced the key and kept its id, so this fetches the set again, at most once a minute,
   * and waits for it.
   */
  void doubt();

  /**
   * The keys that tokens may be verified with now. Never waits.
   *
   * @return the set, which callers compare by identity; null if there is none, or if it is too old
   *     to use
   */
  @Nullable JwkSet current();

  /**
   * Whether the last good set has a key with this id, even if the set is too old to verify with.
   * Sends no request.
   *
   * @param keyId any text
   */
  boolean hasKeyId(String keyId);

  /**
   * Fetches the keys now, despite any brake or back-off, and waits until the fetch has succeeded or
   * failed.
   */
  void refresh();

  /**
   * Begins to fetch the keys if there are none to use and no fetch is under way or held back. Does
   * not wait and does not throw.
   */
  void warmUp();

  /** Where the keys were fetched from last; empty if they were not. Sends no request. */
  Optional<URI> address();

  /** The state of the key set. Sends no request. */
  KeySetStatus status();

  /** Stops all threads that were started for these keys. Does not throw. */
  @Override
  void close();
}
