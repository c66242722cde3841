package dev.tokenvalidator;

import dev.tokenvalidator.internal.jws.CompactJws;
import dev.tokenvalidator.internal.jws.JoseHeader;
import dev.tokenvalidator.internal.jws.JwsException;
import dev.tokenvalidator.keys.KeyName;
import dev.tokenvalidator.keys.KeySetEvent;
import dev.tokenvalidator.keys.KeySetStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether an access token is to be believed (RFC 9068 section 4): signature, issuer,
 * audience, time, type.
 *
 * <p>Build one and keep it: it remembers the issuer's keys. Safe for use by several threads. A
 * request with a token whose key is known waits for nothing.
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
 * were taken away, is valid until it expires (RFC 9068 section 5). It does not accept encrypted,
 * opaque or sender-constrained tokens.
 */
public final class AccessTokenValidator implements AutoCloseable {

  private final List<TrustedIssuer> issuers;
  private final Map<String, TrustedIssuer> issuersByName;

  /** Hears of tokens that no issuer can be told for. */
  private final Reporter reporter;

  AccessTokenValidator(TrustedIssuer issuer) {
    this(Map.of(issuer.rules().issuer(), issuer), issuer.reporter());
  }

  private AccessTokenValidator(Map<String, TrustedIssuer> issuers, Reporter reporter) {
    this.issuers = List.copyOf(issuers.values());
    this.issuersByName = issuers;
    this.reporter = reporter;
  }

  /**
   * Starts with the strictest settings.
   *
   * @return a builder that still needs an issuer and an audience
   */
  public static AccessTokenValidatorBuilder builder() {
    return new AccessTokenValidatorBuilder();
  }

  /**
   * Several issuers behind one door, chosen by the token's {@code iss}: the names of one tenant,
   * such as the custom domains of Logto. Each has its own keys, and no key of one counts for
   * another.
   *
   * <p>Where they are not names of one tenant, a subject identifies nobody by itself: only issuer
   * and subject together do.
   *
   * <p>Each verifies signatures in a queue of its own, so that a flood of one issuer's tokens does
   * not hold up those of another. Together they verify as many at once as all of their {@link
   * AccessTokenValidatorBuilder#concurrentVerifications} allow.
   *
   * @param first one issuer's validator
   * @param others the other issuers' validators
   * @return a validator for all of them; closing it closes them
   * @throws InvalidSettingException if two of them are for the same issuer, or they differ in what
   *     they do with tokens of organizations
   */
  public static AccessTokenValidator forIssuers(
      AccessTokenValidator first, AccessTokenValidator... others) {
    List<TrustedIssuer> all = new ArrayList<>(first.issuers);
    for (AccessTokenValidator other : others) {
      all.addAll(other.issuers);
    }
    Map<String, TrustedIssuer> byName = new LinkedHashMap<>();
    for (TrustedIssuer issuer : all) {
      if (byName.put(issuer.rules().issuer(), issuer) != null) {
        throw new InvalidSettingException(
            "issuer", issuer.rules().issuer() + " is given twice; give each issuer once");
      }
      if (issuer.rules().organizations() != first.organizations()) {
        throw new InvalidSettingException(
            "organizations", "differs between the issuers; set the same for all of them");
      }
    }
    return new AccessTokenValidator(
        byName, Reporter.together(all.stream().map(TrustedIssuer::reporter).toList()));
  }

  /**
   * Validates a token that came with a request.
   *
   * @param token what the request carried
   * @return the token, valid now
   * @throws InvalidTokenException if it is bad (401)
   * @throws ValidationUnavailableException if that cannot be told now (503)
   */
  public AccessToken validate(BearerToken token) {
    return validate(token.value(), RequestContext.none());
  }

  /**
   * Validates a token that came some other way, such as with a message.
   *
   * @param token the token text, untrusted
   * @return the token, valid now
   * @throws InvalidTokenException if it is bad
   * @throws ValidationUnavailableException if that cannot be told now
   */
  public AccessToken validate(String token) {
    return validate(token, RequestContext.none());
  }

  /**
   * Validates a token, knowing more about the request that it came with.
   *
   * @param token the token text, untrusted
   * @param context names the route in the report of a refusal, and the source whose turn it is
   * @return the token, valid now
   * @throws InvalidTokenException if it is bad
   * @throws ValidationUnavailableException if that cannot be told now
   */
  public AccessToken validate(String token, RequestContext context) {
    try {
      AccessToken known = recall(token, context);
      return known != null ? known : prove(token, context);
    } catch (Throwable e) {
      throw unlessExpected(e, context);
    }
  }

  /**
   * Validates the token that a request carries in its {@code Authorization} header: {@link
   * BearerToken#fromAuthorization} and {@link #validate(BearerToken)} in one, and for a token that
   * is remembered in less time.
   *
   * <p>It returns only for a valid token, so a call whose result is not used is a check as well.
   * Everything it throws is reported to the listener and to the log.
   *
   * @param values one value per {@code Authorization} header field, as received; empty for a
   *     request without the header
   * @return the token, valid now
   * @throws MissingTokenException if there is no header or its scheme is not {@code Bearer} (401
   *     with a bare challenge)
   * @throws InvalidRequestException if there is more than one header, or what follows the scheme is
   *     not one space and one {@code b64token} (400)
   * @throws InvalidTokenException if the token is bad (401)
   * @throws ValidationUnavailableException if that cannot be told now (503)
   */
  public AccessToken validateAuthorization(Collection<String> values) {
    return validateAuthorization(values, RequestContext.none());
  }

  /**
   * The same, knowing more about the request.
   *
   * @param values one value per {@code Authorization} header field, as received
   * @param context names the route in the report of a refusal, and the source whose turn it is
   * @return the token, valid now
   * @throws MissingTokenException if there is no header or its scheme is not {@code Bearer}
   * @throws InvalidRequestException if there is more than one header, or what follows the scheme is
   *     not one space and one {@code b64token}
   * @throws InvalidTokenException if the token is bad
   * @throws ValidationUnavailableException if that cannot be told now
   */
  public AccessToken validateAuthorization(Collection<String> values, RequestContext context) {
    AccessToken token = tokenIn(values, context);
    if (token == null) {
      MissingTokenException missing = missing(values);
      report(Refusal.Outcome.NO_TOKEN, missing.explanation(), context);
      throw missing;
    }
    return token;
  }

  /**
   * The access token of a request that is served without one, too: for hosts whose public paths
   * show a known caller more. It lets requests without a token pass; where a token is required, use
   * {@link #validateAuthorization(Collection, RequestContext)}.
   *
   * <p>A token that is there and not valid is refused. Everything it throws is reported; a request
   * without a token is no refusal, and is not.
   *
   * @param values one value per {@code Authorization} header field, as received
   * @param context names the route in the report of a refusal, and the source whose turn it is
   * @return the token, valid now; empty if there is no header or its scheme is not {@code Bearer}
   * @throws InvalidRequestException if there is more than one header, or what follows the scheme is
   *     not one space and one {@code b64token}
   * @throws InvalidTokenException if the token is bad
   * @throws ValidationUnavailableException if that cannot be told now
   */
  @CheckReturnValue
  public Optional<AccessToken> accessTokenIfPresent(
      Collection<String> values, RequestContext context) {
    return Optional.ofNullable(tokenIn(values, context));
  }

  /** Null where the request carries no bearer token. */
  private @Nullable AccessToken tokenIn(Collection<String> values, RequestContext context) {
    try {
      String text = BearerToken.textIn(values);
      if (text == null) {
        return null;
      }
      AccessToken known = recall(text, context);
      // What is remembered needs no look at its characters.
      return known != null ? known : prove(BearerToken.of(text).value(), context);
    } catch (InvalidRequestException e) {
      report(Refusal.Outcome.INVALID_REQUEST, e.explanation(), context);
      throw e;
    } catch (Throwable e) {
      throw unlessExpected(e, context);
    }
  }

  private static MissingTokenException missing(Collection<String> values) {
    return new MissingTokenException(
        Explanation.of(
            "a bearer token",
            values.isEmpty() ? "no Authorization header" : "one of another scheme"));
  }

  /**
   * The net below all that happens between a header and the verdict. What a validation is known to
   * throw goes on to the caller; whatever else is thrown says nothing about the token, and is
   * reported and answered as that.
   *
   * @throws OutOfMemoryError if that was thrown: what is done about it is not for a library to say
   */
  private RuntimeException unlessExpected(Throwable thrown, RequestContext context) {
    if (thrown instanceof TokenValidationException expected) {
      return expected;
    }
    if (thrown instanceof OutOfMemoryError exhausted) {
      throw exhausted;
    }
    Explanation explanation = Explanation.unexpected(thrown);
    reporter.refused(
        new Refusal(
            Refusal.Outcome.UNAVAILABLE,
            Optional.of(Reason.INTERNAL_ERROR),
            explanation,
            context.route(),
            Optional.of(thrown)));
    return ValidationUnavailableException.failed(
        Reason.INTERNAL_ERROR, explanation.toString(), thrown);
  }

  /** The short way, of a token that has gone the long one before; null where it has not. */
  private @Nullable AccessToken recall(String text, RequestContext context) {
    for (TrustedIssuer issuer : issuers) {
      RememberedTokens.Entry known = issuer.recall(text);
      if (known != null) {
        try {
          AccessToken token = issuer.validateAgain(known);
          if (token != null) {
            issuer.reporter().accepted(token);
          }
          return token;
        } catch (InvalidTokenException e) {
          issuer.reporter().refused(refusal(e, context));
          throw e;
        }
      }
    }
    return null;
  }

  /** The long way: from untrusted text to a token that is proven and passes every rule. */
  private AccessToken prove(String text, RequestContext context) {
    Reporter reporter = this.reporter;
    try {
      CompactJws jws = CompactJws.parse(text, this::knownHeader);
      TrustedIssuer issuer = issuerOf(jws);
      reporter = issuer.reporter();
      AccessToken token = issuer.validate(text, jws, context);
      reporter.accepted(token);
      return token;
    } catch (JwsException e) {
      InvalidTokenException refused = refused(e);
      reporter.refused(refusal(refused, context));
      throw refused;
    } catch (InvalidTokenException e) {
      reporter.refused(refusal(e, context));
      throw e;
    } catch (ValidationUnavailableException e) {
      reporter.refused(
          new Refusal(
              Refusal.Outcome.UNAVAILABLE,
              e.reason(),
              Explanation.of("what it takes to tell", String.valueOf(e.getMessage())),
              context.route(),
              e.reason().map(failed -> e.getCause())));
      throw e;
    }
  }

  /** What an encoded header says does not depend on whose it is. */
  private @Nullable JoseHeader knownHeader(byte[] token, int length) {
    for (TrustedIssuer issuer : issuers) {
      JoseHeader header = issuer.keys().provenHeader(token, length);
      if (header != null) {
        return header;
      }
    }
    return null;
  }

  /**
   * With one issuer there is nothing to choose and nothing is read before it is proven. With
   * several, {@code iss} is: as a key into the map of those that are configured, and it is judged
   * again once it is proven.
   */
  private TrustedIssuer issuerOf(CompactJws jws) {
    if (issuers.size() == 1) {
      return issuers.get(0);
    }
    String named = ClaimsSet.unprovenIssuer(jws);
    TrustedIssuer issuer = issuersByName.get(named);
    if (issuer == null) {
      throw ClaimsRules.wrongIssuer(issuersByName.keySet(), named);
    }
    return issuer;
  }

  /**
   * Tells the listener and the log of a request that was turned away for a reason outside the
   * token, such as a scope that a route needs: so that all refusals are found in one place. With
   * several issuers each listener is told, once.
   *
   * @param refusal why
   */
  public void report(Refusal refusal) {
    reporter.refused(refusal);
  }

  private void report(Refusal.Outcome outcome, Explanation explanation, RequestContext context) {
    report(new Refusal(outcome, Optional.empty(), explanation, context.route()));
  }

  /** The issuers whose tokens are accepted. */
  public Set<String> issuers() {
    return Set.copyOf(issuersByName.keySet());
  }

  /**
   * Fetches the keys of every issuer now, and waits until that has succeeded or failed: after a key
   * was compromised and taken out of the issuer's set, so that it is refused at once. A fetch that
   * is under way may be older than that and is waited for first: it takes twice the fetch timeout
   * at most, for each issuer.
   *
   * @return how the key sets are doing afterwards
   */
  public List<KeySetStatus> refreshKeys() {
    issuers.forEach(issuer -> issuer.keys().refresh());
    return keySets();
  }

  /**
   * Refuses every token that is signed by this key, from now on and for the life of this validator,
   * whatever the issuer publishes: the emergency exit while an issuer still publishes a key that
   * was compromised. It is logged, and told to the listener of each issuer as {@link
   * KeySetEvent.KeyDistrusted}.
   *
   * <p>A key that is named by its id is refused under every other id, too. If no key of that id was
   * published yet, this holds as soon as one is. An id also stands for every other key that the
   * issuer publishes under it later; to refuse one key only of an issuer that gives its keys the
   * same id, give its thumbprint. There is no way back but a new validator. Contacts nobody.
   *
   * @param name the key's {@code kid} or its RFC 7638 thumbprint, as it is, or as the log and
   *     {@link #keySets} show it
   * @return by issuer, the keys that the name stands for now: those of the current set, and those
   *     of earlier ones that are remembered; empty if there is none yet
   * @throws IllegalArgumentException if the name is null, blank, or longer than that of any key
   */
  public Map<String, List<KeyName>> distrust(String name) {
    Map<String, List<KeyName>> found = new LinkedHashMap<>();
    for (TrustedIssuer issuer : issuers) {
      List<KeyName> keys = issuer.distrust(name);
      if (!keys.isEmpty()) {
        found.put(issuer.rules().issuer(), keys);
      }
    }
    return Collections.unmodifiableMap(found);
  }

  /**
   * How the issuers' keys are doing, for a health page. Contacts nobody.
   *
   * @return one for each issuer
   */
  public List<KeySetStatus> keySets() {
    return issuers.stream().map(issuer -> issuer.keys().status()).toList();
  }

  /**
   * How the cache of verified tokens is doing, of all issuers together.
   *
   * @return all zeros where it is switched off
   */
  public TokenCacheStatistics tokenCache() {
    TokenCacheStatistics sum = TokenCacheStatistics.NONE;
    for (TrustedIssuer issuer : issuers) {
      RememberedTokens cache = issuer.cache();
      sum = cache == null ? sum : sum.plus(cache.statistics());
    }
    return sum;
  }

  /** What is done with tokens that were issued for an organization. */
  public OrganizationTokens organizations() {
    return issuers.get(0).rules().organizations();
  }

  /**
   * Ends the threads and connections that were started for it; on Java 17 to 20 those of its HTTP
   * client end at the next garbage collection. Tokens whose key is known are still validated, but
   * no key is fetched any more.
   */
  @Override
  public void close() {
    issuers.forEach(TrustedIssuer::close);
  }

  static InvalidTokenException refused(JwsException e) {
    Explanation explanation = Explanation.of(e.expected(), e.found());
    return switch (e.fault()) {
      case TOO_LARGE -> new InvalidTokenException(Reason.TOO_LARGE, explanation);
      case OPAQUE ->
          new InvalidTokenException(
              Reason.OPAQUE,
              explanation.withHint(
                  "an opaque token: did the client omit resource in its token request?"));
      case ENCRYPTED -> new InvalidTokenException(Reason.ENCRYPTED, explanation);
      case JSON_SERIALIZED ->
          new InvalidTokenException(
              Reason.MALFORMED,
              explanation.withHint(
                  "pass the access token alone, in compact serialization: three parts of base64url"
                      + " separated by dots"));
      case MALFORMED -> new InvalidTokenException(Reason.MALFORMED, explanation);
      case UNSUPPORTED_CRITICAL_HEADER ->
          new InvalidTokenException(Reason.UNSUPPORTED_CRITICAL_HEADER, explanation);
      case UNSUPPORTED_ALGORITHM ->
          new InvalidTokenException(Reason.UNSUPPORTED_ALGORITHM, explanation);
      case BAD_SIGNATURE -> new InvalidTokenException(Reason.BAD_SIGNATURE, explanation);
    };
  }

  private static Refusal refusal(InvalidTokenException e, RequestContext context) {
    return new Refusal(
        Refusal.Outcome.INVALID_TOKEN, Optional.of(e.reason()), e.explanation(), context.route());
  }
}
