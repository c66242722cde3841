package dev.tokenvalidator;

import dev.tokenvalidator.jwks.IssuerKeys;
import dev.tokenvalidator.jwks.KeyLookup;
import dev.tokenvalidator.jws.CompactJws;
import dev.tokenvalidator.jws.JoseHeader;
import dev.tokenvalidator.jws.JwsException;
import dev.tokenvalidator.jws.Quoted;
import dev.tokenvalidator.jws.VerificationKey;
import dev.tokenvalidator.jws.VerifiedJws;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one issuer's tokens must be.
 *
 * @param algorithms that they may be signed with
 * @param types that they may have
 * @param keys that they may be signed by
 * @param rules for their claims
 * @param reporter hears of what becomes of them
 * @param distrusted ids and thumbprints of keys that are not to be believed; may grow
 */
record OneIssuer(
    Set<SignatureAlgorithm> algorithms,
    AcceptedTypes types,
    IssuerKeys keys,
    ClaimsRules rules,
    Reporter reporter,
    Set<String> distrusted) {

  /** The way of a token from its parts to its proof and its claims. */
  AccessToken validate(CompactJws jws) {
    JoseHeader header = jws.header();
    try {
      checkAlgorithm(header);
      types.checkHeader(header);
      VerificationKey key = keyFor(header);
      VerifiedJws verified = verify(key, jws);
      ClaimsSet claims = ClaimsSet.parse(verified);
      types.checkClaims(header, claims);
      return rules.check(claims);
    } catch (InvalidTokenException e) {
      Optional<String> keyId = Optional.ofNullable(header.keyId()).map(Quoted::escaped);
      throw new InvalidTokenException(e.reason(), e.explanation().withKeyId(keyId));
    }
  }

  private void checkAlgorithm(JoseHeader header) {
    if (!algorithms.contains(header.algorithm())) {
      throw new InvalidTokenException(
          Reason.UNSUPPORTED_ALGORITHM,
          Explanation.of("an alg of " + algorithms, header.algorithm().toString()));
    }
  }

  private VerificationKey keyFor(JoseHeader header) {
    KeyLookup answer = keys.find(header.algorithm(), header.keyId());
    if (answer instanceof KeyLookup.Found found) {
      checkTrust(found.key());
      return found.key();
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

  private void checkTrust(VerificationKey key) {
    if (distrusted.isEmpty()) {
      return;
    }
    // The set may be newer than the distrust.
    List.copyOf(distrusted).forEach(this::distrust);
    if (distrusted.contains(key.thumbprint())
        || key.keyId().filter(distrusted::contains).isPresent()) {
      throw new InvalidTokenException(
          Reason.DISTRUSTED_KEY,
          Explanation.of("a key that is trusted", "one that was distrusted by this application"));
    }
  }

  /** Of a key id it remembers which keys have it, and so knows them by any other name. */
  void distrust(String name) {
    distrusted.add(name);
    distrusted.addAll(keys.thumbprints(name));
  }

  private static VerifiedJws verify(VerificationKey key, CompactJws jws) {
    try {
      return key.verify(jws);
    } catch (JwsException e) {
      throw AccessTokenValidator.refused(e);
    }
  }

  /** What a Retry-After header can say: at least one second, no fraction, at most 15 minutes. */
  private static Duration wholeSeconds(Duration time) {
    long seconds = time.plusSeconds(1).minusNanos(1).toSeconds();
    return Duration.ofSeconds(Math.max(1, Math.min(seconds, Duration.ofMinutes(15).toSeconds())));
  }

  void close() {
    keys.close();
  }
}
