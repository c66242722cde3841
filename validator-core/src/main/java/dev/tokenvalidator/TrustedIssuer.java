package dev.tokenvalidator;

import dev.tokenvalidator.RememberedTokens.Remembered;
import dev.tokenvalidator.SignatureVerification.AlreadyRemembered;
import dev.tokenvalidator.SignatureVerification.Proven;
import dev.tokenvalidator.SignatureVerification.Result;
import dev.tokenvalidator.internal.issuer.IssuerKeys;
import dev.tokenvalidator.internal.jwk.KeyLookup;
import dev.tokenvalidator.internal.jws.CompactJws;
import dev.tokenvalidator.internal.jws.JoseHeader;
import dev.tokenvalidator.internal.jws.JwsException;
import dev.tokenvalidator.internal.text.Quoted;
import dev.tokenvalidator.keys.KeyName;
import dev.tokenvalidator.keys.KeySetEvent;
import dev.tokenvalidator.keys.KeySetStatus;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An issuer whose tokens are accepted: its keys and the rules for its tokens. Safe for use by
 * several threads.
 */
final class TrustedIssuer implements AutoCloseable {

  private final Set<SignatureAlgorithm> algorithms;
  private final TokenTypes types;
  private final ClaimsRules rules;
  private final LongSupplier ticker;
  private final Reporter reporter;
  private final KeySetNotices notices;
  private final DistrustedKeys distrusted;
  private final IssuerKeys keys;

  /** Null if no tokens are remembered. */
  private final @Nullable RememberedTokens memory;

  private final SharedKeyLookups sharedLookups;
  private final IssuerCounters counters = new IssuerCounters();
  private final Diagnosis diagnosis;
  private final TokenExplainer explainer;
  private final VerificationQueue queue;
  private final SignatureVerification verification;

  /**
   * Opens the issuer's keys. Does not contact the issuer.
   *
   * @throws InvalidSettingException if the keys that were given are malformed
   */
  TrustedIssuer(ValidatorSettings settings) {
    algorithms = settings.keyFactory().algorithms();
    types = settings.types();
    rules = settings.rules();
    ticker = settings.clocks().ticker();
    reporter = new Reporter(settings.listener(), new LogThrottle(ticker));
    notices = new KeySetNotices(rules.issuer(), reporter);
    distrusted = new DistrustedKeys(rules.issuer());
    memory =
        settings.tokenCacheBytes() == 0
            ? null
            : new RememberedTokens(settings.tokenCacheBytes(), settings.scopeFormat());
    keys = settings.keySource().open(settings.keyFactory(), distrusted::see, this::keySetChanged);
    sharedLookups = new SharedKeyLookups(keys);
    diagnosis = new Diagnosis(types, rules, new IssuerNameAdvice(rules.issuer(), keys::address));
    queue =
        new VerificationQueue(
            settings.concurrentVerifications(), ticker, rules.issuer(), this::flood);
    verification =
        new SignatureVerification(
            rules.issuer(),
            keys,
            types,
            distrusted,
            memory,
            queue,
            new SlowSignatures(ticker, reporter::slowSignatures));
    explainer =
        new TokenExplainer(
            rules.issuer(), jws -> checkHeader(jws.header()), verification, diagnosis);
  }

  private void flood(VerificationFlood flood) {
    counters.count(flood);
    reporter.flood(flood);
  }

  private void keySetChanged(KeySetEvent event) {
    counters.count(event);
    if (memory != null) {
      memory.keySetChanged(event);
    }
    notices.keySetChanged(event);
  }

  /**
   * Validates a token that is not remembered: its algorithm, its key and signature, its type and
   * its claims. Then remembers it.
   *
   * @param source where the token came from; null if that is unknown
   * @param withoutKey a lookup of its key that has just found none; null to look it up
   * @throws InvalidTokenException if it is bad
   * @throws ValidationUnavailableException if that cannot be decided now
   */
  AccessToken validate(
      String text, CompactJws jws, @Nullable String source, @Nullable KeyLookup withoutKey) {
    JoseHeader header = jws.header();
    Stopwatch watch = startWatch();
    try {
      checkHeader(header);
      Result verified = verification.verify(text, jws, source, withoutKey);
      if (verified instanceof AlreadyRemembered remembered) {
        return validateAgain(remembered.token());
      }
      Proven proven = (Proven) verified;
      AccessToken token = checkTypeAndClaims(header, proven);
      remember(text, token, header, proven);
      counters.countVerified(watch.elapsed().orElse(Duration.ZERO));
      return token;
    } catch (JwsException e) {
      throw InvalidTokenException.of(e, keyId(header));
    } catch (InvalidTokenException e) {
      throw e.withKeyId(keyId(header));
    }
  }

  /**
   * Runs a task on another thread as soon as it can validate a token without waiting for the key.
   *
   * @param header the token's, checked by {@link #checkHeader}
   * @param threads run the task
   * @param task receives what {@link #validate} takes as {@code withoutKey}
   * @param withoutThread what to run instead, on any thread, if no thread takes the task
   */
  void awaitKey(
      JoseHeader header,
      Handover threads,
      Consumer<@Nullable KeyLookup> task,
      Runnable withoutThread) {
    sharedLookups.await(header, threads, task, withoutThread);
  }

  /**
   * What is remembered of a token that is signed by a key of the current set.
   *
   * @return null if nothing is, so that the token must be verified
   */
  @Nullable Remembered recall(String text) {
    return memory == null ? null : memory.find(text, keys.current());
  }

  /** Like {@link #recall}, without counting a hit or a miss. */
  boolean remembers(String text) {
    return memory != null && memory.peek(text, keys.current()) != null;
  }

  /**
   * Repeats the checks whose result may have changed.
   *
   * @throws InvalidTokenException if it is not valid any more
   */
  AccessToken validateAgain(Remembered remembered) {
    try {
      return checkAgain(remembered);
    } catch (InvalidTokenException e) {
      throw e.withClientId(remembered.token().clientId()).withKeyId(keyId(remembered.header()));
    }
  }

  private AccessToken checkAgain(Remembered remembered) {
    try {
      distrusted.check(remembered.key().thumbprint());
      rules.checkAgain(remembered.token());
      return remembered.token();
    } catch (Throwable e) {
      counters.countRefusedAgain();
      throw e;
    }
  }

  /**
   * Demands that a valid token is for one of some audiences.
   *
   * @throws InvalidTokenException if it is for another one of this issuer's
   */
  void checkAudience(Set<String> some, AccessToken token) {
    try {
      rules.checkAudience(some, token);
    } catch (InvalidTokenException e) {
      counters.countRefusedAgain();
      throw e.withClientId(token.clientId());
    }
  }

  /**
   * Checks what can be told before the signature is verified: the algorithm, and a type that no
   * access token has.
   *
   * @throws InvalidTokenException if the issuer's tokens have others
   */
  void checkHeader(JoseHeader header) {
    if (!algorithms.contains(header.algorithm())) {
      throw new InvalidTokenException(
          Reason.UNSUPPORTED_ALGORITHM,
          Explanation.of("an alg of " + algorithms, header.algorithm().toString()));
    }
    types.checkPossible(header);
  }

  /**
   * The type is checked here and not before the signature, so that only a proven token gets a hint
   * that proposes a setting. If claims are refused, the queue counts the token as worthless. The
   * refusal names the client, which the issuer vouches for.
   */
  private AccessToken checkTypeAndClaims(JoseHeader header, Proven proven) {
    ClaimsSet claims = null;
    try {
      claims = ClaimsSet.of(proven.jws());
      types.checkHeader(header);
      types.checkClaims(header, claims);
      return rules.check(memory == null ? claims : claims.compact());
    } catch (InvalidTokenException e) {
      if (e.reason() != Reason.WRONG_TYPE) {
        // A client that sends the wrong one of its own tokens is no attacker.
        proven.turn().countWorthless();
      }
      throw claims == null
          ? e
          : diagnosis.explain(e, header, claims).withClientId(rules.clientOf(claims));
    }
  }

  /** Remembers a valid token, and releases the callers that wait with the same token. */
  private void remember(String text, AccessToken token, JoseHeader header, Proven proven) {
    if (memory != null) {
      memory.put(text, token, header, proven.key());
    }
    boolean othersWait = proven.turn().countGood();
    if (othersWait && memory != null && memory.peek(text, keys.current()) != null) {
      queue.spare(text);
    }
  }

  /** Whole if the issuer has such a key: an operator who distrusts it needs all of it. */
  private Optional<String> keyId(JoseHeader header) {
    return Optional.ofNullable(header.keyId())
        .map(id -> keys.hasKeyId(id) ? Quoted.keyId(id) : Quoted.escaped(id));
  }

  /** Starts to measure a validation, by the clock of this issuer. */
  Stopwatch startWatch() {
    return new Stopwatch(ticker);
  }

  /** Explains a token, and reports nothing. */
  TokenExplanation explain(String text, CompactJws jws) {
    return explainer.explain(text, jws);
  }

  /** The issuer identifier. */
  String identifier() {
    return rules.issuer();
  }

  Set<String> audience() {
    return rules.audience();
  }

  Duration timeLeft(AccessToken token) {
    return rules.timeLeft(token);
  }

  OrganizationTokens organizations() {
    return rules.organizations();
  }

  Reporter reporter() {
    return reporter;
  }

  IssuerCounters counters() {
    return counters;
  }

  VerificationQueue queue() {
    return queue;
  }

  /** How many tokens were found valid: the remembered ones, and those that were verified. */
  long accepted() {
    long remembered = memory == null ? 0 : memory.hitsWithKey();
    return remembered - counters.refusedAgain() + counters.verified();
  }

  void refreshKeys() {
    keys.refresh();
  }

  void warmUp() {
    keys.warmUp();
  }

  KeySetStatus keySet() {
    return keys.status();
  }

  TokenCacheStatistics tokenCache() {
    return memory == null ? TokenCacheStatistics.NONE : memory.statistics();
  }

  /** Distrusts the keys of a name, and reports it. */
  List<KeyName> distrust(String name) {
    KeySetEvent.KeyDistrusted event = distrusted.add(name);
    notices.keySetChanged(event);
    return event.keys();
  }

  @Override
  public void close() {
    queue.close();
    keys.close();
    notices.close();
  }
}
