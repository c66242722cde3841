package dev.tokenvalidator.internal.jwk;

import dev.tokenvalidator.internal.jwk.JwkReader.UnusableKeyException;
import dev.tokenvalidator.internal.jws.ProviderFailureException;
import dev.tokenvalidator.internal.jws.VerificationKey;
import dev.tokenvalidator.internal.jws.VerificationKeyFactory;
import dev.tokenvalidator.internal.text.Quoted;
import dev.tokenvalidator.internal.text.StrictJson;
import dev.tokenvalidator.internal.text.StrictJson.MalformedJsonException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JWK Set (RFC 7517 section 5) entry by entry. An unusable entry does not affect the
 * others.
 */
public final class JwkSetReader {

  private static final int MAX_KEYS = 1_000;
  private static final int MAX_REASONS = 3;

  /** Of how many skipped entries a set keeps id and reason. It keeps them as long as its keys. */
  private static final int MAX_LEFT_OUT = 64;

  private final JwkReader reader;

  /**
   * Makes a reader.
   *
   * @param factory makes the keys
   */
  public JwkSetReader(VerificationKeyFactory factory) {
    reader = new JwkReader(factory);
  }

  /**
   * The content of a set.
   *
   * @param keys the usable entries
   * @param skipped the other entries, in order
   */
  public record Result(JwkSet keys, List<Skipped> skipped) {
    /** Copies the list. */
    public Result {
      skipped = List.copyOf(skipped);
    }

    /** That the set has no usable key, with the first reasons, for the operator. */
    public String withoutUsableKey() {
      String problem = "the JWK Set holds no usable key; ";
      if (skipped.isEmpty()) {
        return problem + "its array \"keys\" is empty";
      }
      return problem
          + skipped.stream()
              .limit(MAX_REASONS)
              .map(entry -> "entry " + entry.position() + ": " + entry.reason())
              .collect(Collectors.joining("; "))
          + (skipped.size() > MAX_REASONS
              ? "; and " + (skipped.size() - MAX_REASONS) + " more"
              : "");
    }
  }

  /**
   * An entry that was left out.
   *
   * @param position in the set, counted from 0
   * @param reason why the entry is unusable
   * @param severe whether the issuer has published a secret
   */
  public record Skipped(int position, String reason, boolean severe) {}

  /** The text is not a JWK Set. */
  public static final class MalformedSetException extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedSetException(String message) {
      super(message, null, false, false);
    }

    /** What is wrong. Quotes nothing from the text. */
    public String problem() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * Reads a set. A member of an entry that is {@code null} counts as absent: serializers in several
   * languages write {@code null} for members that an object does not have.
   *
   * @param json the text, with or without a byte order mark
   * @throws MalformedSetException if the text is not a JWK Set
   * @throws ProviderFailureException if the JCA provider fails, so that we cannot judge the keys
   */
  public Result read(byte[] json) throws MalformedSetException, ProviderFailureException {
    List<String> entries;
    try {
      entries =
          StrictJson.elements(StrictJson.withoutByteOrderMark(json), "keys")
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
    Map<String, String> leftOut = new HashMap<>();
    for (int i = 0; i < entries.size(); i++) {
      Map<?, ?> members = Map.of();
      try {
        members = members(entries.get(i));
        keys.add(reader.read(members));
      } catch (UnusableKeyException e) {
        skipped.add(new Skipped(i, e.reason(), e.isSevere()));
        if (members.get("kid") instanceof String keyId
            && keyId.length() <= Quoted.MAX_KEY_ID_LENGTH
            && leftOut.size() < MAX_LEFT_OUT) {
          leftOut.putIfAbsent(keyId, e.reason());
        }
      }
    }
    return new Result(new JwkSet(keys, leftOut), List.copyOf(skipped));
  }

  private static Map<?, ?> members(String entry) throws UnusableKeyException {
    if (!entry.startsWith("{")) {
      throw new UnusableKeyException("not an object", false);
    }
    try {
      Map<String, @Nullable Object> members = new LinkedHashMap<>(StrictJson.object(entry));
      members.values().removeIf(Objects::isNull);
      return members;
    } catch (MalformedJsonException e) {
      JwkReader.checkNames(StrictJson.namesOfNonNull(entry));
      throw new UnusableKeyException(e.found(), false);
    }
  }
}
