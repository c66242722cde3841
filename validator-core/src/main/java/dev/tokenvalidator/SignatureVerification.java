package dev.tokenvalidator;

import dev.tokenvalidator.RememberedTokens.Remembered;
import dev.tokenvalidator.VerificationQueue.Turn;
import dev.tokenvalidator.internal.issuer.IssuerKeys;
import dev.tokenvalidator.internal.jwk.JwkSet;
import dev.tokenvalidator.internal.jwk.KeyLookup;
import dev.tokenvalidator.internal.jws.CompactJws;
import dev.tokenvalidator.internal.jws.JoseHeader;
import dev.tokenvalidator.internal.jws.JwsException;
import dev.tokenvalidator.internal.jws.OtherAlgorithm;
import dev.tokenvalidator.internal.jws.ProviderFailureException;
import dev.tokenvalidator.internal.jws.VerificationKey;
import dev.tokenvalidator.internal.jws.VerifiedJws;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the key of a token and verifies its signature, at the token's turn in the queue (RFC 7515
 * section 5.2). Safe for use by several threads.
 */
final class SignatureVerification {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** Keys and memory may change while a token waits. Then it starts again, this many times. */
  private static final int MAX_ATTEMPTS = 3;

  private final String issuer;
  private final IssuerKeys keys;
  private final TokenTypes types;
  private final DistrustedKeys distrusted;
  private final @Nullable RememberedTokens memory;
  private final VerificationQueue queue;
  private final SlowSignatures signatures;

  /**
   * @param issuer its identifier, for the operator
   * @param keys the issuer's keys
   * @param types the types that are accepted, for a hint
   * @param distrusted the keys that the application no longer trusts
   * @param memory of validated tokens; null if none are remembered
   * @param queue bounds how many signatures are verified at once
   * @param signatures verifies a signature and measures how long that takes
   */
  SignatureVerification(
      String issuer,
      IssuerKeys keys,
      TokenTypes types,
      DistrustedKeys distrusted,
      @Nullable RememberedTokens memory,
      VerificationQueue queue,
      SlowSignatures signatures) {
    this.issuer = issuer;
    this.keys = keys;
    this.types = types;
    this.distrusted = distrusted;
    this.memory = memory;
    this.queue = queue;
    this.signatures = signatures;
  }

  /** A token whose signature needs no further check. */
  sealed interface Result {}

  /**
   * The signature verified.
   *
   * @param jws its payload, now proven
   * @param key the key that signed it
   * @param turn still to be counted, as good or as worthless
   */
  record Proven(VerifiedJws jws, VerificationKey key, Turn turn) implements Result {}

  /**
   * Another thread validated the same token while this one waited.
   *
   * @param token what is remembered of it
   */
  record AlreadyRemembered(Remembered token) implements Result {}

  /**
   * Verifies a signature in turn.
   *
   * @param text the token, which may be validated by another thread meanwhile
   * @param jws its parts
   * @param source where it came from; null if that is unknown
   * @param withoutKey a lookup of the key that has just found none; null to look it up
   * @throws JwsException if the signature does not verify
   * @throws InvalidTokenException if no trusted key of the issuer fits
   * @throws ValidationUnavailableException if the keys cannot be consulted now, or the queue is
   *     full
   */
  Result verify(
      String text, CompactJws jws, @Nullable String source, @Nullable KeyLookup withoutKey)
      throws JwsException {
    if (withoutKey != null) {
      throw refusal(withoutKey, jws, source);
    }
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      Result result = attempt(text, jws, source, attempt == 0);
      if (result != null) {
        return result;
      }
    }
    throw new ValidationUnavailableException(
        "the keys of " + issuer + " changed each time this token's turn came", RETRY_AFTER, null);
  }

  /**
   * Returns null if the token must start again: its key changed while it waited, or another thread
   * validated it and it is no longer remembered.
   *
   * @param mayDoubt whether to ask the issuer for another key if the signature does not verify
   */
  private @Nullable Result attempt(
      String text, CompactJws jws, @Nullable String source, boolean mayDoubt) throws JwsException {
    long goodTokens = queue.goodTokens();
    List<VerificationKey> candidates = keysFor(jws, source);
    for (int i = 0; ; i++) {
      VerificationKey key = candidates.get(i);
      Turn turn = turnFor(text, source, goodTokens);
      if (turn == null) {
        return remembered(text);
      }
      try {
        VerifiedJws verified = verifyInTurn(text, jws, key, turn, goodTokens);
        if (verified == null) {
          return remembered(text);
        }
        // The application may have distrusted the key while the signature was verified.
        distrusted.check(key.thumbprint());
        return new Proven(verified, key, turn);
      } catch (JwsException e) {
        if (i + 1 < candidates.size()) {
          continue;
        }
        if (mayDoubt && isReplaced(candidates, jws.header())) {
          return null;
        }
        turn.countWorthless();
        throw e;
      }
    }
  }

  /** Null if another thread has just shown that the token is good. */
  private @Nullable Turn turnFor(String text, @Nullable String source, long goodTokens) {
    Turn turn = queue.tryTake(source);
    return turn != null || isRemembered(text, goodTokens) ? turn : queue.await(source, text);
  }

  /**
   * Only the signature check holds a place in the queue; the application's own rules run outside
   * it.
   *
   * @return null if there is nothing left to verify: the token is remembered by now, or its key has
   *     changed
   * @throws JwsException if the signature does not verify
   */
  private @Nullable VerifiedJws verifyInTurn(
      String text, CompactJws jws, VerificationKey key, Turn turn, long goodTokens)
      throws JwsException {
    try {
      boolean changed = turn.waited() && !isCurrent(key, jws.header());
      return !turn.hasPlace() || changed || isRemembered(text, goodTokens)
          ? null
          : signatures.verify(key, jws);
    } catch (ProviderFailureException e) {
      // The token is neither good nor worthless.
      throw ValidationUnavailableException.failed(
          Reason.SIGNATURE_PROVIDER_FAILED, e.problem(), Objects.requireNonNull(e.getCause()));
    } finally {
      turn.release();
    }
  }

  /** What is remembered of a token whose key is current; null if nothing is. */
  private @Nullable AlreadyRemembered remembered(String text) {
    Remembered token = memory == null ? null : memory.find(text, keys.current());
    return token == null ? null : new AlreadyRemembered(token);
  }

  /**
   * Whether another thread has shown that the token is good.
   *
   * @param goodTokens how many there were when the memory was read last
   */
  private boolean isRemembered(String text, long goodTokens) {
    return memory != null
        && queue.goodTokens() != goodTokens
        && memory.peek(text, keys.current()) != null;
  }

  /** Whether the issuer has other keys for such a token; asks it, if it may be asked. */
  private boolean isReplaced(List<VerificationKey> tried, JoseHeader header) {
    if (hasOtherKeys(tried, header)) {
      return true;
    }
    keys.doubt();
    return hasOtherKeys(tried, header);
  }

  private boolean hasOtherKeys(List<VerificationKey> tried, JoseHeader header) {
    JwkSet current = keys.current();
    return current != null
        && !current.candidates(header).isEmpty()
        && !thumbprints(tried).containsAll(thumbprints(current.candidates(header)));
  }

  private static Set<String> thumbprints(List<VerificationKey> keys) {
    return keys.stream().map(VerificationKey::thumbprint).collect(Collectors.toSet());
  }

  /** Whether the key is still the one for such a token, and trusted. Does not block. */
  private boolean isCurrent(VerificationKey key, JoseHeader header) {
    JwkSet current = keys.current();
    return current != null
        && current.finds(header, key.thumbprint())
        && !distrusted.contains(key.thumbprint());
  }

  /** The key that the token names, or the keys that it may mean. */
  private List<VerificationKey> keysFor(CompactJws jws, @Nullable String source) {
    JoseHeader header = jws.header();
    KeyLookup lookup = keys.find(header.algorithm(), header.keyId());
    if (lookup instanceof KeyLookup.Found found) {
      distrusted.check(found.key().thumbprint());
      return List.of(found.key());
    }
    if (lookup instanceof KeyLookup.Several several) {
      return several.keys();
    }
    throw refusal(lookup, jws, source);
  }

  /** What a token is refused with if the lookup found no key for it. */
  private TokenValidationException refusal(
      KeyLookup withoutKey, CompactJws jws, @Nullable String source) {
    if (withoutKey instanceof KeyLookup.Unavailable unavailable) {
      return ValidationUnavailableException.withoutKeys(
          issuer,
          unavailable.reason(),
          wholeSeconds(unavailable.retryAfter()),
          unavailable.cause());
    }
    if (withoutKey instanceof KeyLookup.OtherAlgorithm other) {
      // A distrusted key proves nothing, by no algorithm.
      distrusted.check(other.key().thumbprint());
      return new InvalidTokenException(
          Reason.ALGORITHM_MISMATCH, otherAlgorithm(other.key(), jws, source));
    }
    if (withoutKey instanceof KeyLookup.Ambiguous) {
      return new InvalidTokenException(
          Reason.AMBIGUOUS_KEY,
          Explanation.of("a kid that names one key", "several keys that fit"));
    }
    return new InvalidTokenException(Reason.UNKNOWN_KEY, unknownKey(jws.header()));
  }

  private Explanation otherAlgorithm(VerificationKey key, CompactJws jws, @Nullable String source) {
    String found = jws.header().algorithm().toString();
    Explanation explanation =
        Explanation.of("alg " + key.algorithm() + ", which the key is for", found);
    if (!hasSigned(key, jws, source)) {
      return explanation;
    }
    String publish =
        "the issuer's key has no alg, so it counts for "
            + key.algorithm()
            + ", but it has signed this token by "
            + found
            + ": let the issuer publish the alg";
    // A token of another type may be an ID token, for which no setting is proposed.
    return explanation.withHint(
        types.isAccepted(jws.header())
            ? publish + ", or set algorithms=" + found + "; then no other algorithm is accepted"
            : publish);
  }

  /** Costs a signature check, so it is left out where others wait for theirs. */
  private boolean hasSigned(VerificationKey key, CompactJws jws, @Nullable String source) {
    Turn turn = key.isAlgorithmAssumed() ? queue.tryTake(source) : null;
    if (turn == null) {
      return false;
    }
    boolean signed = false;
    try {
      signed = OtherAlgorithm.hasSigned(key, jws);
      return signed;
    } finally {
      turn.release();
      if (!signed) {
        turn.countWorthless();
      }
    }
  }

  private Explanation unknownKey(JoseHeader header) {
    String keyId = header.keyId();
    JwkSet current = keys.current();
    String leftOut =
        keyId == null || current == null ? null : current.whyLeftOut(keyId).orElse(null);
    if (leftOut != null) {
      return Explanation.of(
              "a usable key of " + issuer,
              "a kid whose entry in its current key set was left out: " + leftOut)
          .withHint("if the issuer signs with this key, it must publish it in a usable form");
    }
    return Explanation.of(
            "a key of " + issuer,
            keyId == null
                ? "no kid, and no key for " + header.algorithm()
                : "a kid that is not in its current key set")
        .withHint("another issuer signed the token, or the key was rotated out");
  }

  /** What a Retry-After header can say: at least one second, no fraction, at most 15 minutes. */
  private static Duration wholeSeconds(Duration time) {
    long seconds = time.plusSeconds(1).minusNanos(1).toSeconds();
    return Duration.ofSeconds(Math.max(1, Math.min(seconds, Duration.ofMinutes(15).toSeconds())));
  }
}
