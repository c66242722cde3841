package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.jwk.JwkSet;
import dev.tokenvalidator.internal.jwk.JwkSetReader;
import dev.tokenvalidator.internal.jwk.JwkSetReader.MalformedSetException;
import dev.tokenvalidator.internal.jwk.KeyLookup;
import dev.tokenvalidator.internal.jws.ProviderFailureException;
import dev.tokenvalidator.internal.jws.VerificationKeyFactory;
import dev.tokenvalidator.keys.KeySetEvent;
import dev.tokenvalidator.keys.KeySetStatus;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keys that were given and do not change. Immutable. */
public final class FixedKeys implements IssuerKeys {

  private final String issuer;
  private final JwkSet keys;

  private FixedKeys(String issuer, JwkSet keys) {
    this.issuer = issuer;
    this.keys = keys;
  }

  /**
   * Reads a configured JWK Set.
   *
   * @param json the set
   * @param issuer whose keys they are
   * @param keys makes its keys
   * @param listener is told of entries that are left out
   * @return the keys
   * @throws IllegalArgumentException if it is malformed, holds no usable key, or holds one that is
   *     not public; the message says why
   * @throws ProviderFailureException if the JCA provider fails to take them
   */
  public static FixedKeys read(
      String json, String issuer, VerificationKeyFactory keys, Consumer<KeySetEvent> listener)
      throws ProviderFailureException {
    JwkSetReader.Result result;
    try {
      result = new JwkSetReader(keys).read(json.getBytes(StandardCharsets.UTF_8));
    } catch (MalformedSetException e) {
      throw new IllegalArgumentException(e.problem(), e);
    }
    if (result.keys().isEmpty()) {
      throw new IllegalArgumentException(
          "the JWK Set holds no usable key"
              + result.skipped().stream()
                  .map(entry -> "; entry " + entry.position() + ": " + entry.reason())
                  .collect(Collectors.joining()));
    }
    for (JwkSetReader.Skipped entry : result.skipped()) {
      if (entry.severe()) {
        throw new IllegalArgumentException(
            "entry " + entry.position() + " is " + entry.reason() + ", which nobody should have");
      }
      listener.accept(
          new KeySetEvent.EntrySkipped(issuer, entry.position(), entry.reason(), false));
    }
    return new FixedKeys(issuer, result.keys());
  }

  @Override
  public KeyLookup find(SignatureAlgorithm algorithm, @Nullable String keyId) {
    return keys.find(algorithm, keyId);
  }

  @Override
  public JwkSet current() {
    return keys;
  }

  @Override
  public boolean hasKeyId(String keyId) {
    return keys.keyIds().contains(keyId);
  }

  /** There is nobody to ask. */
  @Override
  public void doubt() {}

  /** There is nobody to ask. */
  @Override
  public void refresh() {}

  @Override
  public KeySetStatus status() {
    return new KeySetStatus(
        issuer,
        keys.names(),
        Optional.empty(),
        Optional.empty(),
        true,
        false,
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public void close() {}
}
