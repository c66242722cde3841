package dev.tokenvalidator.jwks;

import dev.tokenvalidator.jwks.JwkReader.UnusableKeyException;
import dev.tokenvalidator.jws.ProviderFailureException;
import dev.tokenvalidator.jws.StrictJson;
import dev.tokenvalidator.jws.StrictJson.MalformedJsonException;
import dev.tokenvalidator.jws.VerificationKey;
import dev.tokenvalidator.jws.VerificationKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads a JWK Set (RFC 7517 section 5) entry by entry: one that cannot be used costs the others
 * nothing.
 */
final class JwkSetReader {

  private static final int MAX_KEYS = 100;

  private final JwkReader reader;

  JwkSetReader(VerificationKeys keys) {
    reader = new JwkReader(keys);
  }

  /**
   * What was read.
   *
   * @param keys the usable ones
   * @param skipped the others, in order
   */
  record Result(JwkSet keys, List<Skipped> skipped) {}

  /**
   * An entry that was left out.
   *
   * @param position in the set, counted from 0
   * @param reason why
   * @param severe whether the issuer has published a secret
   */
  record Skipped(int position, String reason, boolean severe) {}

  /** The text is no JWK Set at all. */
  static final class MalformedSetException extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedSetException(String message) {
      super(message, null, false, false);
    }

    String problem() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * Reads a set.
   *
   * @throws ProviderFailureException if the JCA provider fails: then nothing is known of its keys
   */
  Result read(byte[] json) throws MalformedSetException, ProviderFailureException {
    List<String> entries;
    try {
      entries =
          StrictJson.elements(json, "keys")
              .orElseThrow(() -> new MalformedSetException("the JWK Set has no array \"keys\""));
    } catch (MalformedJsonException e) {
      throw new MalformedSetException("the JWK Set is " + e.found());
    }
    if (entries.size() > MAX_KEYS) {
      throw new MalformedSetException(
          "the JWK Set has " + entries.size() + " entries, more than " + MAX_KEYS);
    }
    List<VerificationKey> keys = new ArrayList<>();
    List<Skipped> skipped = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      try {
        keys.add(reader.read(members(entries.get(i))));
      } catch (UnusableKeyException e) {
        skipped.add(new Skipped(i, e.reason(), e.isSevere()));
      }
    }
    return new Result(new JwkSet(keys), List.copyOf(skipped));
  }

  private static Map<?, ?> members(String entry) throws UnusableKeyException {
    if (!entry.startsWith("{")) {
      throw new UnusableKeyException("not an object", false);
    }
    try {
      return StrictJson.object(entry);
    } catch (MalformedJsonException e) {
      JwkReader.checkNames(StrictJson.names(entry));
      throw new UnusableKeyException(e.found(), false);
    }
  }
}
