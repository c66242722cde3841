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
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keys from the settings, which never change. Immutable. */
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
   * @param issuer the issuer of the keys
   * @param factory makes the keys
   * @param listener receives an event for each skipped entry
   * @throws IllegalArgumentException if the set is malformed, has no usable key, or has a key that
   *     is not public; the message says which
   * @throws ProviderFailureException if the JCA provider fails
   */
  public static FixedKeys read(
      String json, String issuer, VerificationKeyFactory factory, Consumer<KeySetEvent> listener)
      throws ProviderFailureException {
    JwkSetReader.Result result;
    try {
      result = new JwkSetReader(factory).read(json.getBytes(StandardCharsets.UTF_8));
    } catch (MalformedSetException e) {
      throw new IllegalArgumentException(e.problem(), e);
    }
    if (result.keys().isEmpty()) {
      throw new IllegalArgumentException(result.withoutUsableKey());
    }
    for (JwkSetReader.Skipped entry : result.skipped()) {
      if (entry.severe()) {
        throw new IllegalArgumentException(
            "entry " + entry.position() + " is " + entry.reason() + ", which must stay secret");
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
  public boolean mustWait(SignatureAlgorithm algorithm, @Nullable String keyId) {
    return false;
  }

  @Override
  public JwkSet current() {
    return keys;
  }

  @Override
  public boolean hasKeyId(String keyId) {
    return keys.keyIds().contains(keyId);
  }

  /** Does nothing: the keys are fixed. */
  @Override
  public void doubt() {}

  /** Does nothing: the keys are fixed. */
  @Override
  public void refresh() {}

  /** Does nothing: the keys are there. */
  @Override
  public void warmUp() {}

  @Override
  public Optional<URI> address() {
    return Optional.empty();
  }

  @Override
  public KeySetStatus status() {
    return new KeySetStatus(
        issuer,
        KeySetStatus.State.USABLE,
        keys.names(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public void close() {}
}
