package dev.tokenvalidator;

import dev.tokenvalidator.VerificationQueue.Turn;
import dev.tokenvalidator.internal.issuer.IssuerKeys;
import dev.tokenvalidator.internal.jwk.JwkSet;
import dev.tokenvalidator.internal.jwk.KeyLookup;
import dev.tokenvalidator.internal.jws.CompactJws;
import dev.tokenvalidator.internal.jws.JoseHeader;
import dev.tokenvalidator.internal.jws.JwsException;
import dev.tokenvalidator.internal.jws.ProviderFailureException;
import dev.tokenvalidator.internal.jws.VerificationKey;
import dev.tokenvalidator.internal.jws.VerifiedJws;
import dev.tokenvalidator.internal.text.Quoted;
import dev.tokenvalidator.keys.KeyName;
import dev.tokenvalidator.keys.KeySetEvent;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one issuer's tokens must be.
 *
 * @param algorithms that they may be signed with
 * @param types that they may have
 * @param keys that they may be signed by
 * @param rules for their claims
 * @param reporter hears of what becomes of them
 * @param notices brings what happens to the keys to the log and the listener
 * @param distrusted the keys that the application does not trust any more
 * @param cache remembers what was found valid; null where nothing is to be remembered
 * @param queue bounds the signatures that are verified at once
 * @param signatures verifies them
 */
record TrustedIssuer(
    Set<SignatureAlgorithm> algorithms,
    TokenTypes types,
    IssuerKeys keys,
    ClaimsRules rules,
    Reporter reporter,
    KeySetNotices notices,
    DistrustedKeys distrusted,
    @Nullable RememberedTokens cache,
    VerificationQueue queue,
    SlowSignatures signatures) {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** What changes while a token waits sends it back to its key, but not for ever. */
  private static final int MAX_ATTEMPTS = 3;

  /** The way of a token from its parts to its proof and its claims. */
  AccessToken validate(String text, CompactJws jws, RequestContext context) {
    JoseHeader header = jws.header();
    try {
      checkAlgorithm(header);
      types.checkHeader(header);
      for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
        AccessToken token = validateInTurn(text, jws, context.source().orElse(null), attempt == 0);
        if (token != null) {
          return token;
        }
      }
      throw new ValidationUnavailableException(
          "the keys of " + rules.issuer() + " changed each time the token's turn had come",
          RETRY_AFTER,
          null);
    } catch (InvalidTokenException e) {
      throw namingKey(header, e);
    }
  }

  /**
   * Returns null where its key, or what is remembered of it, has changed while it waited.
   *
   * @param mayDoubt whether to ask the issuer for another key if the signature does not verify
   */
  private @Nullable AccessToken validateInTurn(
      String text, CompactJws jws, @Nullable String source, boolean mayDoubt) {
    long goodTokens = queue.goodTokens();
    List<VerificationKey> candidates = keysFor(jws.header());
    for (int i = 0; ; i++) {
      VerificationKey key = candidates.get(i);
      Turn turn = turnOf(text, source, goodTokens);
      if (turn == null) {
        return recallCurrent(text);
      }
      try {
        VerifiedJws verified = verifyInTurn(text, jws, key, turn, goodTokens);
        if (verified == null) {
          return recallCurrent(text);
        }
        // It may have lost the application's trust while the signature was verified.
        checkTrust(key.thumbprint());
        return judge(text, jws, key, verified, turn);
      } catch (JwsException e) {
        if (i + 1 < candidates.size()) {
          continue;
        }
        if (mayDoubt && isReplaced(candidates, jws.header())) {
          return null;
        }
        turn.countWorthless();
        throw AccessTokenValidator.refused(e);
      }
    }
  }

  /** Null where somebody else has just shown that the token is good. */
  private @Nullable Turn turnOf(String text, @Nullable String source, long goodTokens) {
    Turn turn = queue.tryTake(source);
    return turn != null || isKnown(text, goodTokens) ? turn : queue.await(source, text);
  }

  /** Whether the issuer has other keys by now for such a token; asks it, if it may be asked. */
  private boolean isReplaced(List<VerificationKey> tried, JoseHeader header) {
    return hasOtherKeys(tried, header) || (hasDoubted() && hasOtherKeys(tried, header));
  }

  private boolean hasDoubted() {
    keys.doubt();
    return true;
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

  /**
   * Only the signature check holds a place in the queue; the application's own rules run outside
   * it.
   *
   * @return null if there is nothing to verify: the token is known by now, or its key is not to be
   *     believed any more
   * @throws JwsException if the signature does not verify
   */
  private @Nullable VerifiedJws verifyInTurn(
      String text, CompactJws jws, VerificationKey key, Turn turn, long goodTokens)
      throws JwsException {
    try {
      boolean changed = turn.waited() && !isCurrent(key, jws.header());
      return !turn.hasPlace() || changed || isKnown(text, goodTokens)
          ? null
          : signatures.verify(key, jws);
    } catch (ProviderFailureException e) {
      // Neither good nor worthless: nobody knows.
      throw ValidationUnavailableException.failed(
          Reason.SIGNATURE_PROVIDER_FAILED, e.problem(), Objects.requireNonNull(e.getCause()));
    } finally {
      turn.release();
    }
  }

  private AccessToken judge(
      String text, CompactJws jws, VerificationKey key, VerifiedJws verified, Turn turn) {
    AccessToken token;
    try {
      ClaimsSet claims = ClaimsSet.of(verified);
      types.checkClaims(jws.header(), claims);
      token = rules.check(cache == null ? claims : claims.compact());
    } catch (InvalidTokenException e) {
      turn.countWorthless();
      throw e;
    }
    if (cache != null) {
      cache.put(text, token, jws.header(), key);
    }
    if (turn.countGood() && cache != null && cache.peek(text) != null) {
      queue.spare(text);
    }
    return token;
  }

  /**
   * Whether somebody else has shown by now that the token is good.
   *
   * @param goodTokens how many there were when the memory was asked last
   */
  private boolean isKnown(String text, long goodTokens) {
    if (cache == null || queue.goodTokens() == goodTokens) {
      return false;
    }
    RememberedTokens.Entry known = cache.peek(text);
    JwkSet current = keys.current();
    return known != null && current != null && known.isByKeyOf(current);
  }

  /** Whether the key is still the one for such a token, and trusted. Waits for nothing. */
  private boolean isCurrent(VerificationKey key, JoseHeader header) {
    JwkSet current = keys.current();
    return current != null
        && current.finds(header, key.thumbprint())
        && !distrusted.contains(key.thumbprint());
  }

  private @Nullable AccessToken recallCurrent(String text) {
    RememberedTokens.Entry known = recall(text);
    return known == null ? null : validateAgain(known);
  }

  /** What is remembered of a text; null where it is no token of this issuer's that is. */
  RememberedTokens.@Nullable Entry recall(String text) {
    return cache == null ? null : cache.find(text);
  }

  /**
   * The short way of a token that has gone all of it before: what time, a change of keys and the
   * application's own rules may have made of it.
   *
   * @return the token; null where it has to go all the way again, because its key is no longer what
   *     it was or cannot be told
   * @throws InvalidTokenException if it is not valid any more
   */
  @Nullable AccessToken validateAgain(RememberedTokens.Entry known) {
    JwkSet current = keys.current();
    if (current == null || !known.isByKeyOf(current)) {
      return null;
    }
    try {
      checkTrust(known.key().thumbprint());
      rules.checkAgain(known.token());
      return known.token();
    } catch (InvalidTokenException e) {
      throw namingKey(known.header(), e);
    }
  }

  /** Whole, if it is the issuer's: whoever is to distrust the key needs all of it. */
  private InvalidTokenException namingKey(JoseHeader header, InvalidTokenException e) {
    Optional<String> keyId =
        Optional.ofNullable(header.keyId())
            .map(id -> keys.hasKeyId(id) ? Quoted.keyId(id) : Quoted.escaped(id));
    return new InvalidTokenException(e.reason(), e.explanation().withKeyId(keyId));
  }

  private void checkAlgorithm(JoseHeader header) {
    if (!algorithms.contains(header.algorithm())) {
      throw new InvalidTokenException(
          Reason.UNSUPPORTED_ALGORITHM,
          Explanation.of("an alg of " + algorithms, header.algorithm().toString()));
    }
  }

  /** The key that the token names, or those that it may mean. */
  private List<VerificationKey> keysFor(JoseHeader header) {
    KeyLookup answer = keys.find(header.algorithm(), header.keyId());
    if (answer instanceof KeyLookup.Found found) {
      checkTrust(found.key().thumbprint());
      return List.of(found.key());
    }
    if (answer instanceof KeyLookup.Several several) {
      return several.keys();
    }
    if (answer instanceof KeyLookup.Unavailable unavailable) {
      throw new ValidationUnavailableException(
          "the keys of " + rules.issuer() + " are not available: " + unavailable.reason(),
          wholeSeconds(unavailable.retryAfter()),
          unavailable.cause());
    }
    if (answer instanceof KeyLookup.OtherAlgorithm other) {
      throw new InvalidTokenException(
          Reason.ALGORITHM_MISMATCH,
          Explanation.of(
              "alg " + other.algorithm() + ", which the key is for",
              header.algorithm().toString()));
    }
    if (answer instanceof KeyLookup.Ambiguous) {
      throw new InvalidTokenException(
          Reason.AMBIGUOUS_KEY,
          Explanation.of("a kid that names one key", "several keys that fit"));
    }
    throw new InvalidTokenException(
        Reason.UNKNOWN_KEY,
        Explanation.of(
                "a key of " + rules.issuer(),
                header.keyId() == null
                    ? "no kid, and no key for " + header.algorithm()
                    : "a kid that its current key set does not hold")
            .withHint("another issuer's token, or its key has been rotated away"));
  }

  private void checkTrust(String thumbprint) {
    if (distrusted.contains(thumbprint)) {
      throw new InvalidTokenException(
          Reason.DISTRUSTED_KEY,
          Explanation.of("a key that is trusted", "one that was distrusted by this application"));
    }
  }

  /** Distrusts the keys of a name, and tells of it. */
  List<KeyName> distrust(String name) {
    KeySetEvent.KeyDistrusted event = distrusted.add(name);
    notices.keySetChanged(event);
    return event.keys();
  }

  /** What a Retry-After header can say: at least one second, no fraction, at most 15 minutes. */
  private static Duration wholeSeconds(Duration time) {
    long seconds = time.plusSeconds(1).minusNanos(1).toSeconds();
    return Duration.ofSeconds(Math.max(1, Math.min(seconds, Duration.ofMinutes(15).toSeconds())));
  }

  void close() {
    queue.close();
    keys.close();
    notices.close();
  }
}
