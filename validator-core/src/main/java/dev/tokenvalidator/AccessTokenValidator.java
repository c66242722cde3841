package dev.tokenvalidator;

import dev.tokenvalidator.RememberedTokens.Remembered;
import dev.tokenvalidator.internal.jwk.KeyLookup;
import dev.tokenvalidator.internal.jws.CompactJws;
import dev.tokenvalidator.internal.jws.JwsException;
import dev.tokenvalidator.keys.KeyName;
import dev.tokenvalidator.keys.KeySetEvent;
import dev.tokenvalidator.keys.KeySetStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether an access token is valid (RFC 9068 section 4): its signature, issuer, audience,
 * lifetime and type.
 *
 * <p>Build one and keep it: it keeps the issuer's keys. Safe for use by several threads. A request
 * whose token is signed by a known key does not wait for the issuer.
 *
 * <pre>{@code
 * AccessTokenValidator validator =
 *     AccessTokenValidator.builder()
 *         .logtoEndpoint("https://your.logto.endpoint")
 *         .audience("https://shopping.api")
 *         .build();
 * AccessToken token = validator.validate(text);
 * }</pre>
 *
 * <p>It does not ask the issuer about a single token: a token that was revoked, or whose scopes
 * were taken away, stays valid until it expires (RFC 9068 section 5). It refuses encrypted, opaque
 * and sender-constrained tokens.
 */
public final class AccessTokenValidator implements AutoCloseable {

  private final List<TrustedIssuer> issuers;
  private final Map<String, TrustedIssuer> issuersByName;

  /** Reports refusals whose issuer is unknown. */
  private final Reporter reporter;

  private final List<IssuerStatistics> statistics;

  private final ValidationThreads threads = new ValidationThreads();

  AccessTokenValidator(TrustedIssuer issuer) {
    this(Map.of(issuer.identifier(), issuer), issuer.reporter());
  }

  private AccessTokenValidator(Map<String, TrustedIssuer> issuers, Reporter reporter) {
    this.issuers = List.copyOf(issuers.values());
    this.issuersByName = issuers;
    this.reporter = reporter;
    this.statistics = statistics(this.issuers, reporter);
  }

  private static List<IssuerStatistics> statistics(
      List<TrustedIssuer> issuers, Reporter ofUnknownIssuers) {
    List<IssuerStatistics> all = new ArrayList<>();
    for (TrustedIssuer issuer : issuers) {
      all.add(new IssuerStatistics(issuer, issuer.reporter().refusals()));
    }
    if (issuers.size() > 1) {
      all.add(new IssuerStatistics(null, ofUnknownIssuers.refusals()));
    }
    return List.copyOf(all);
  }

  /** Starts with the strictest settings. The builder still needs an issuer and an audience. */
  public static AccessTokenValidatorBuilder builder() {
    return new AccessTokenValidatorBuilder();
  }

  /**
   * Builds a validator from the settings that the environment names, as the filter reads them:
   * {@code TOKEN_VALIDATOR_LOGTO_ENDPOINT}, {@code TOKEN_VALIDATOR_AUDIENCE} and so on. {@link
   * AccessTokenValidatorBuilder#fromEnvironment} is for an application that adds to them.
   *
   * @throws InvalidSettingException naming a variable that is missing, unknown, blank or malformed
   */
  public static AccessTokenValidator fromEnvironment() {
    return builder().fromEnvironment().build();
  }

  /**
   * Joins several issuers behind one validator, which chooses by the token's {@code iss}: the names
   * of one tenant, such as the custom domains of Logto. Each has its own keys, and a key of one
   * issuer does not count for another.
   *
   * <p>If the issuers are not names of one tenant, only issuer and subject together identify a
   * caller.
   *
   * <p>Each issuer has its own queue for signature checks, so a flood of one issuer's tokens does
   * not delay those of another. At most the sum of all {@link
   * AccessTokenValidatorBuilder#concurrentVerifications} run at once.
   *
   * @param first one issuer's validator
   * @param others the other issuers' validators
   * @return a validator for all of them; closing it closes them
   * @throws InvalidSettingException if two of them are for the same issuer, or treat tokens of
   *     organizations differently
   */
  public static AccessTokenValidator forIssuers(
      AccessTokenValidator first, AccessTokenValidator... others) {
    List<TrustedIssuer> all = new ArrayList<>(first.issuers);
    for (AccessTokenValidator other : others) {
      all.addAll(other.issuers);
    }
    Map<String, TrustedIssuer> byName = new LinkedHashMap<>();
    for (TrustedIssuer issuer : all) {
      if (byName.put(issuer.identifier(), issuer) != null) {
        throw new InvalidSettingException(
            "issuer", issuer.identifier() + " is given twice; give each issuer once");
      }
      if (issuer.organizations() != first.organizations()) {
        throw new InvalidSettingException(
            "organizations", "differs between the issuers; set the same for all of them");
      }
    }
    return new AccessTokenValidator(
        byName, Reporter.together(all.stream().map(TrustedIssuer::reporter).toList()));
  }

  /**
   * Validates the token of a request.
   *
   * @param token what the request carried
   * @return the token, valid now
   * @throws InvalidTokenException if it is bad (401)
   * @throws ValidationUnavailableException if that cannot be decided now (503)
   */
  public AccessToken validate(BearerToken token) {
    return validate(token.value(), RequestContext.none());
  }

  /**
   * Validates a token that did not come in an {@code Authorization} header, such as one in a
   * message.
   *
   * @param token the token text, untrusted
   * @return the token, valid now
   * @throws InvalidTokenException if it is bad
   * @throws ValidationUnavailableException if that cannot be decided now
   */
  public AccessToken validate(String token) {
    return validate(token, RequestContext.none());
  }

  /**
   * Validates a token, with more about the request that carried it.
   *
   * @param token the token text, untrusted
   * @param context names method and route in the report of a refusal, and the source for the queue
   * @return the token, valid now
   * @throws InvalidTokenException if it is bad
   * @throws ValidationUnavailableException if that cannot be decided now
   */
  public AccessToken validate(String token, RequestContext context) {
    return validated(token, false, context, null);
  }

  /**
   * Validates the token in the {@code Authorization} header of a request: {@link
   * BearerToken#fromAuthorization} and {@link #validate(BearerToken)} in one, and faster for a
   * remembered token.
   *
   * <p>It returns only for a valid token, so a call whose result is ignored is a check as well.
   * Everything it throws is reported to the listener and to the log.
   *
   * @param values one value per {@code Authorization} header field, as received; empty for a
   *     request without the header
   * @return the token, valid now
   * @throws MissingTokenException if there is no header or its scheme is not {@code Bearer} (401
   *     with a bare challenge)
   * @throws InvalidRequestException if there is more than one header, or the scheme is not followed
   *     by spaces and one {@code b64token} (400)
   * @throws InvalidTokenException if the token is bad (401)
   * @throws ValidationUnavailableException if that cannot be decided now (503)
   */
  public AccessToken validateAuthorization(Collection<String> values) {
    return validateAuthorization(values, RequestContext.none());
  }

  /**
   * Validates the token in the {@code Authorization} header, with more about the request.
   *
   * @param values one value per {@code Authorization} header field, as received
   * @param context names method and route in the report of a refusal, and the source for the queue
   * @return the token, valid now
   * @throws MissingTokenException if there is no header or its scheme is not {@code Bearer}
   * @throws InvalidRequestException if there is more than one header, or the scheme is not followed
   *     by spaces and one {@code b64token}
   * @throws InvalidTokenException if the token is bad
   * @throws ValidationUnavailableException if that cannot be decided now
   */
  public AccessToken validateAuthorization(Collection<String> values, RequestContext context) {
    return validateAuthorization(values, context, null);
  }

  /**
   * Like {@link #validateAuthorization(Collection, RequestContext)}, with what {@link #awaitKey}
   * has found out.
   *
   * @param withoutKey a lookup of the token's key that has just found none; null to look it up
   */
  AccessToken validateAuthorization(
      Collection<String> values, RequestContext context, @Nullable KeyLookup withoutKey) {
    return validated(requiredTextIn(values, context), true, context, withoutKey);
  }

  /**
   * Like {@link #validateAuthorization(Collection, RequestContext)}, but never blocks.
   *
   * @return null if the token is not remembered, so that its signature must be verified
   */
  @Nullable AccessToken authorizationIfRemembered(
      Collection<String> values, RequestContext context) {
    return validatedIfRemembered(requiredTextIn(values, context), context);
  }

  /**
   * Runs a task on another thread as soon as it can validate the token of a request without waiting
   * for the issuer's keys. Does not block, and reports nothing: the task finds whatever is wrong.
   *
   * @param values one value per {@code Authorization} header field, as received
   * @param threads run the task
   * @param task receives what {@link #validateAuthorization(Collection, RequestContext, KeyLookup)}
   *     takes
   * @param withoutThread what to run instead, on any thread, if no thread takes the task
   */
  void awaitKey(
      Collection<String> values,
      Handover threads,
      Consumer<@Nullable KeyLookup> task,
      Runnable withoutThread) {
    CompactJws jws;
    TrustedIssuer issuer;
    try {
      jws = CompactJws.parse(BearerToken.fromAuthorization(values).orElseThrow().value());
      issuer = issuerOf(jws);
      issuer.checkHeader(jws.header());
    } catch (JwsException | RuntimeException | Error e) {
      threads.run(() -> task.accept(null), withoutThread);
      return;
    }
    issuer.awaitKey(jws.header(), threads, task, withoutThread);
  }

  /**
   * Validates the token of a request if it carries one: for public paths that show more to a known
   * caller. A request without a token passes; where a token is required, use {@link
   * #validateAuthorization(Collection, RequestContext)}.
   *
   * <p>A token that is present and not valid is refused. Everything it throws is reported.
   *
   * @param values one value per {@code Authorization} header field, as received
   * @param context names method and route in the report of a refusal, and the source for the queue
   * @return the token, valid now; empty if there is no header or its scheme is not {@code Bearer}
   * @throws InvalidRequestException if there is more than one header, or the scheme is not followed
   *     by spaces and one {@code b64token}
   * @throws InvalidTokenException if the token is bad
   * @throws ValidationUnavailableException if that cannot be decided now
   */
  @CheckReturnValue
  public Optional<AccessToken> accessTokenIfPresent(
      Collection<String> values, RequestContext context) {
    String text = textIn(values, context);
    return text == null ? Optional.empty() : Optional.of(validated(text, true, context, null));
  }

  private String requiredTextIn(Collection<String> values, RequestContext context) {
    String text = textIn(values, context);
    if (text == null) {
      MissingTokenException missing = MissingTokenException.in(values);
      reporter.refused(
          Refusal.of(Refusal.Outcome.NO_TOKEN, missing.explanation()).withContext(context));
      throw missing;
    }
    return text;
  }

  /** Null if the request carries no bearer token. */
  private @Nullable String textIn(Collection<String> values, RequestContext context) {
    try {
      return BearerToken.textIn(values);
    } catch (Throwable e) {
      throw refused(e, null, context, null);
    }
  }

  /**
   * Validates a token and reports the result.
   *
   * @param inHeader whether it comes from a header, so that its characters must be checked unless
   *     it is remembered
   * @param withoutKey a lookup of its key that has just found none; null to look it up
   */
  private AccessToken validated(
      String text, boolean inHeader, RequestContext context, @Nullable KeyLookup withoutKey) {
    TrustedIssuer issuer = null;
    Stopwatch watch = null;
    try {
      AccessToken token;
      Remembered remembered = recall(text);
      if (remembered != null) {
        issuer = issuerNamed(remembered.token().issuer());
        token = issuer.validateAgain(remembered);
      } else {
        BearerToken bearer = inHeader ? BearerToken.of(text) : null;
        // Only now: to read the clock takes as long as to find a remembered token.
        watch = issuers.get(0).startWatch();
        CompactJws jws = bearer == null ? CompactJws.parse(text) : parsed(bearer);
        issuer = issuerOf(jws);
        // With several issuers, a miss counts only now.
        Remembered late = issuers.size() == 1 ? null : issuer.recall(text);
        token =
            late != null
                ? issuer.validateAgain(late)
                : issuer.validate(text, jws, context.source().orElse(null), withoutKey);
      }
      checkAudience(issuer, token, context);
      issuer.reporter().accepted(token);
      return token;
    } catch (Throwable e) {
      throw refused(e, issuer, context, watch);
    }
  }

  private static void checkAudience(
      TrustedIssuer issuer, AccessToken token, RequestContext context) {
    if (context.audience().isPresent()) {
      issuer.checkAudience(context.audience().get(), token);
    }
  }

  private static CompactJws parsed(BearerToken token) throws JwsException {
    try {
      return CompactJws.parse(token.value());
    } catch (JwsException e) {
      Optional<String> hint = Hints.notAToken(token.value());
      if (hint.isEmpty()) {
        throw e;
      }
      InvalidTokenException bad = InvalidTokenException.of(e, Optional.empty());
      throw new InvalidTokenException(bad.reason(), bad.explanation().withHint(hint.get()));
    }
  }

  /** Null if the token is not remembered; the memory's figures then count nothing. */
  private @Nullable AccessToken validatedIfRemembered(String text, RequestContext context) {
    TrustedIssuer issuer = null;
    try {
      boolean isRemembered = issuers.stream().anyMatch(each -> each.remembers(text));
      Remembered remembered = isRemembered ? recall(text) : null;
      if (remembered == null) {
        return null;
      }
      issuer = issuerNamed(remembered.token().issuer());
      AccessToken token = issuer.validateAgain(remembered);
      checkAudience(issuer, token, context);
      issuer.reporter().accepted(token);
      return token;
    } catch (Throwable e) {
      throw refused(e, issuer, context, null);
    }
  }

  private @Nullable Remembered recall(String text) {
    if (issuers.size() == 1) {
      return issuers.get(0).recall(text);
    }
    for (int i = 0; i < issuers.size(); i++) {
      // Only the memory that has the token counts a hit, and none a miss that is not its own.
      if (issuers.get(i).remembers(text)) {
        return issuers.get(i).recall(text);
      }
    }
    return null;
  }

  private TrustedIssuer issuerNamed(String name) {
    return issuers.size() == 1
        ? issuers.get(0)
        : Objects.requireNonNull(issuersByName.get(name), "the issuer of a validated token");
  }

  /**
   * With one issuer there is nothing to choose, and nothing is read before it is proven. With
   * several, {@code iss} is read as a key into the map of configured issuers, and checked again
   * once it is proven.
   */
  private TrustedIssuer issuerOf(CompactJws jws) {
    if (issuers.size() == 1) {
      return issuers.get(0);
    }
    String named = ClaimsSet.unverifiedIssuer(jws);
    TrustedIssuer issuer = issuersByName.get(named);
    if (issuer == null) {
      throw ClaimsRules.wrongIssuer(issuersByName.keySet(), named);
    }
    return issuer;
  }

  /**
   * Reports what ended a validation, and turns it into what the caller gets. Anything that a
   * validation is not known to throw says nothing about the token: it becomes {@link
   * Reason#INTERNAL_ERROR}.
   *
   * @param issuer the token's issuer; null if it is unknown
   * @param watch since when; null if the time was not measured
   * @throws OutOfMemoryError if that was thrown: a library cannot decide what to do about it
   */
  private RuntimeException refused(
      Throwable thrown,
      @Nullable TrustedIssuer issuer,
      RequestContext context,
      @Nullable Stopwatch watch) {
    if (thrown instanceof OutOfMemoryError exhausted) {
      throw exhausted;
    }
    FailedValidation failed = FailedValidation.of(thrown, issuer != null);
    Reporter affected = issuer == null || failed.isInternalError() ? reporter : issuer.reporter();
    Refusal refusal = failed.refusal(context, watch == null ? Optional.empty() : watch.elapsed());
    if (failed.isToldByKeys()) {
      affected.refusedForLackOfKeys(refusal);
    } else {
      affected.refused(refusal);
    }
    return failed.exception();
  }

  /**
   * Explains a token to an operator who has it: makes each check of the validation on its own, and
   * says what would make a refused token acceptable. Settings are proposed only for a token whose
   * signature is proven. Reports nothing to listener and log, and remembers nothing; fetches the
   * issuer's keys as a validation does.
   *
   * <p>Do not offer it over HTTP: it tells an attacker what to forge.
   *
   * @param token the token text, untrusted
   */
  public TokenExplanation explain(String token) {
    CompactJws jws;
    try {
      jws = CompactJws.parse(token);
    } catch (JwsException e) {
      return TokenExplainer.malformed(e);
    }
    TrustedIssuer issuer;
    try {
      issuer = issuerOf(jws);
    } catch (InvalidTokenException e) {
      return TokenExplainer.ofOtherIssuer(e, jws);
    }
    return issuer.explain(token, jws);
  }

  /**
   * Reports a request that was turned away for a reason outside the token, such as a missing scope,
   * so that the listener and the log have all refusals. With several issuers each listener is
   * called once.
   *
   * @param refusal why
   */
  public void report(Refusal refusal) {
    reporter.refused(refusal);
  }

  /** Runs what may block, for callers that must not. */
  Handover threads() {
    return threads;
  }

  /** The issuers whose tokens are accepted, in the order given. */
  public Set<String> issuers() {
    return Collections.unmodifiableSet(issuersByName.keySet());
  }

  /**
   * The issuers whose tokens may be for an audience, in the order given.
   *
   * @param audience a resource indicator
   * @return empty if it is no audience of this validator
   */
  public Set<String> issuersFor(String audience) {
    Set<String> found = new LinkedHashSet<>();
    for (TrustedIssuer issuer : issuers) {
      if (issuer.audience().contains(audience)) {
        found.add(issuer.identifier());
      }
    }
    return Collections.unmodifiableSet(found);
  }

  /**
   * The audiences of which a token needs one, of all issuers together. Empty where the audience
   * names an organization ({@link OrganizationTokens#BY_AUDIENCE}).
   */
  public Set<String> audiences() {
    Set<String> all = new LinkedHashSet<>();
    issuers.forEach(issuer -> all.addAll(issuer.audience()));
    return Collections.unmodifiableSet(all);
  }

  /**
   * How long a token is still valid, by the validator's clock: for a connection that must not
   * outlive its token. That is until {@code exp}, or until its maximum age if that comes before.
   * The clock skew counts only for a token that is accepted after that.
   *
   * @param token that this validator has accepted
   * @return zero if it is not accepted any more
   * @throws IllegalArgumentException if this validator does not trust its issuer
   */
  public Duration timeLeft(AccessToken token) {
    TrustedIssuer issuer = issuersByName.get(token.issuer());
    if (issuer == null) {
      throw new IllegalArgumentException("the token has another issuer than this validator");
    }
    return issuer.timeLeft(token);
  }

  /**
   * Fetches the keys of every issuer now, and waits for the result: call it after a compromised key
   * was taken out of the issuer's set, so that it is refused at once. A fetch that is already under
   * way may be older than that and is waited for first, so it takes at most twice the fetch timeout
   * and one second for each issuer.
   *
   * @return the state of the key sets afterwards
   */
  public List<KeySetStatus> refreshKeys() {
    issuers.forEach(TrustedIssuer::refreshKeys);
    return keySets();
  }

  /**
   * Begins to fetch the keys of every issuer that has none yet, in the background: call it at the
   * start, so that {@link #keySets} becomes usable before the first token comes, as a readiness
   * probe needs it. Without this call the first token fetches them.
   *
   * <p>Does not wait and does not throw. While the issuer is down, further attempts follow by
   * themselves, until the keys are there. Calling it again does no harm: nothing is fetched that is
   * there or on its way.
   */
  public void warmUp() {
    issuers.forEach(TrustedIssuer::warmUp);
  }

  /**
   * Refuses every token that is signed by this key, from now on and for the life of this validator,
   * whatever the issuer publishes: the emergency exit while an issuer still publishes a compromised
   * key. It is logged and reported to the listener of each issuer as {@link
   * KeySetEvent.KeyDistrusted}. Sends no request.
   *
   * <p>A key that is named by its id is refused under every other id, too. If no key with that id
   * was published yet, this holds as soon as one is. The id also stands for every other key that
   * the issuer publishes under it later; to refuse one key only, give its thumbprint. Only a new
   * validator trusts the key again.
   *
   * @param name the key's {@code kid} or its RFC 7638 thumbprint, as it is, or as the log and
   *     {@link #keySets} show it
   * @return by issuer, the keys that the name stands for now, in the current set and in recent
   *     ones; empty if there is none yet
   * @throws IllegalArgumentException if the name is null, blank, or longer than that of any key
   */
  public Map<String, List<KeyName>> distrust(String name) {
    Map<String, List<KeyName>> found = new LinkedHashMap<>();
    for (TrustedIssuer issuer : issuers) {
      List<KeyName> keys = issuer.distrust(name);
      if (!keys.isEmpty()) {
        found.put(issuer.identifier(), keys);
      }
    }
    return Collections.unmodifiableMap(found);
  }

  /** The state of each issuer's keys, for a health page. Sends no request. */
  public List<KeySetStatus> keySets() {
    return issuers.stream().map(TrustedIssuer::keySet).toList();
  }

  /** Figures of the remembered tokens, of all issuers together; zeros if none are remembered. */
  public TokenCacheStatistics tokenCache() {
    TokenCacheStatistics sum = TokenCacheStatistics.NONE;
    for (TrustedIssuer issuer : issuers) {
      sum = sum.plus(issuer.tokenCache());
    }
    return sum;
  }

  /**
   * Figures of each issuer's tokens, for metrics: a live view, which may be kept. If several
   * issuers are joined, the last one is for requests that could not be assigned to any.
   */
  public List<IssuerStatistics> statistics() {
    return statistics;
  }

  /** How tokens that were issued for an organization are treated. */
  public OrganizationTokens organizations() {
    return issuers.get(0).organizations();
  }

  /**
   * Ends the threads and connections that this validator started; on Java 17 to 20 those of its
   * HTTP client end at the next garbage collection. Afterwards tokens whose key is known are still
   * validated, though not on threads of its own ({@link ResourceServer#decideAsync}), and no key is
   * fetched any more. Waits up to two seconds for each issuer until pending key events are
   * delivered.
   */
  @Override
  public void close() {
    threads.close();
    issuers.forEach(TrustedIssuer::close);
  }
}
