package dev.tokenvalidator;

import dev.tokenvalidator.GivenSettings.NamedKeys;
import dev.tokenvalidator.internal.issuer.FetchHeader;
import dev.tokenvalidator.internal.settings.EnvironmentVariables;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.Provider;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Collects the settings of an {@link AccessTokenValidator}.
 *
 * <p>Two are mandatory: the issuer of the tokens ({@link #issuer} or {@link #logtoEndpoint}) and
 * their audience ({@link #audience}). The defaults are strict: each setting that accepts more than
 * RFC 9068 has a name of its own. {@link #build()} judges all settings together and corrects none
 * silently. Not safe for use by several threads.
 */
public final class AccessTokenValidatorBuilder {

  private final GivenSettings given = new GivenSettings();

  AccessTokenValidatorBuilder() {}

  /**
   * The issuer of the tokens. A token's {@code iss} must equal it, code point by code point, so a
   * trailing slash matters. Unless {@link #jwksUri} or {@link #jwkSet} is given, the issuer's
   * metadata is fetched from there (OpenID Connect Discovery 1.0, else RFC 8414), so it must be an
   * {@code https} URL, except on loopback and hosts of {@link #allowPlainHttp}.
   *
   * @param issuer the issuer identifier, for example {@code https://t1.logto.app/oidc}
   */
  public AccessTokenValidatorBuilder issuer(String issuer) {
    forgetNamedIssuer();
    given.issuer = issuer;
    return this;
  }

  /**
   * A Logto tenant as the issuer: {@link #issuer} with the path {@code /oidc} added.
   *
   * @param endpoint the tenant's endpoint, with or without trailing slash, for example {@code
   *     https://t1.logto.app}
   */
  public AccessTokenValidatorBuilder logtoEndpoint(String endpoint) {
    forgetNamedIssuer();
    given.logtoEndpoint = endpoint;
    return this;
  }

  /**
   * The audience of the tokens: our resource indicator (RFC 8707), as registered with the issuer. A
   * token's {@code aud} must contain it, exactly. If several are given, also by several calls, one
   * of them is enough.
   *
   * @param audience resource indicators, for example {@code https://shopping.api}
   */
  public AccessTokenValidatorBuilder audience(String... audience) {
    if (given.isAudienceNamed) {
      given.audience.clear();
      given.isAudienceNamed = false;
    }
    Collections.addAll(given.audience, audience);
    return this;
  }

  /**
   * The address of the issuer's JWK Set, used instead of the issuer's metadata: for issuers without
   * metadata, or at another address than their name says. {@code https}, except on loopback and
   * hosts of {@link #allowPlainHttp}.
   */
  public AccessTokenValidatorBuilder jwksUri(URI jwksUri) {
    given.jwksUri = jwksUri;
    return this;
  }

  /**
   * The issuer's JWK Set itself (RFC 7517 section 5). Nothing is fetched then, and only these keys
   * count.
   *
   * @param json a JWK Set as JSON text, with at least one usable key and public keys only
   */
  public AccessTokenValidatorBuilder jwkSet(String json) {
    given.jwkSet = json;
    return this;
  }

  /**
   * Hosts that keys may be fetched from without TLS: for a container network where the issuer is
   * {@code http://logto:3001}. Loopback is always allowed, unless the metadata of an issuer
   * elsewhere points to it. Anyone who can change the traffic to such a host can forge tokens; a
   * warning says so at each start.
   *
   * @param hosts host names, without scheme and port
   */
  public AccessTokenValidatorBuilder allowPlainHttp(String... hosts) {
    given.plainHttpHosts.addAll(List.of(hosts));
    return this;
  }

  /**
   * The algorithms that a token may be signed with. Default: every {@link SignatureAlgorithm}, each
   * with a key that is made for it, so that an issuer can change its algorithm without losing a
   * request. An RSA key without {@code alg} is for {@code RS256}, or for the only RSA algorithm
   * that is given here.
   *
   * <p>If this Java runtime lacks a given algorithm, {@link #build()} fails. Without this setting,
   * a key whose algorithm is missing is skipped and reported to the listener.
   *
   * @param algorithms at least one
   */
  public AccessTokenValidatorBuilder algorithms(SignatureAlgorithm... algorithms) {
    given.algorithms = new LinkedHashSet<>(List.of(algorithms));
    return this;
  }

  /**
   * How much the issuer's clock and ours may differ (RFC 7519 section 4.1.4). Default: 30 seconds;
   * at most 10 minutes.
   */
  public AccessTokenValidatorBuilder clockSkew(Duration clockSkew) {
    given.clockSkew = clockSkew;
    return this;
  }

  /**
   * The accepted values of the header parameter {@code typ}. Default: {@code at+jwt} (RFC 9068
   * section 2.1). Compared case-insensitively, with or without {@code application/}. {@code JWT}
   * also needs {@link #accessTokenMark}, because ID tokens have that type too. Types of other
   * tokens, such as {@code logout+jwt}, stop the start.
   *
   * @param types at least one
   */
  public AccessTokenValidatorBuilder acceptTypes(String... types) {
    given.types = List.of(types);
    return this;
  }

  /**
   * Accepts tokens without {@code typ}. Also needs {@link #accessTokenMark}, because ID tokens may
   * lack the type too.
   */
  public AccessTokenValidatorBuilder acceptMissingType() {
    given.missingTypeAccepted = true;
    return this;
  }

  /**
   * A claim that this issuer's access tokens have and its other tokens lack (RFC 8725 section
   * 3.12). Required to accept {@code typ} {@code JWT} or none, and checked on such tokens; those
   * that carry {@code nonce}, {@code events} or a hash of an ID token ({@code at_hash}, {@code
   * c_hash}, {@code s_hash}) are refused as well.
   *
   * <p>{@link #build()} fails if no such token is accepted, because the claim would never be
   * checked, and for claims that ID tokens have: {@code jti}, {@code azp}, {@code sid}, {@code
   * email} and the like. May be given once.
   *
   * @param name of the claim, for example {@code cid}
   */
  public AccessTokenValidatorBuilder accessTokenMark(String name) {
    return mark(new AccessTokenMark(name, null));
  }

  /**
   * Like {@link #accessTokenMark(String)}, with a value: for a claim that other tokens have with
   * another value. A token of any type that has the claim with another value is refused.
   *
   * @param name of the claim, for example {@code token_use}
   * @param value the string it must equal, for example {@code access}
   */
  public AccessTokenValidatorBuilder accessTokenMark(String name, String value) {
    // A null must not turn into "any value".
    return mark(new AccessTokenMark(name, Objects.requireNonNullElse(value, "")));
  }

  private AccessTokenValidatorBuilder mark(AccessTokenMark mark) {
    given.accessTokenMarkRepeated = given.accessTokenMark != null;
    given.accessTokenMark = mark;
    return this;
  }

  /**
   * The claim that lists the scopes. Default: {@code scope}, as {@link ScopeFormat#STRING} (RFC
   * 9068 section 2.2.3). A token without the claim grants no scope. Claims with another meaning,
   * such as {@code sub} or {@code email}, stop the start.
   *
   * @param name of the claim, for example {@code scp}
   * @param format how it is written; a token with the other format is refused
   */
  public AccessTokenValidatorBuilder scopeClaim(String name, ScopeFormat format) {
    given.scopeClaim = name;
    given.scopeFormat = format;
    return this;
  }

  /**
   * The claim that names the client. Default: {@code client_id} (RFC 9068 section 2.2). Claims with
   * another meaning, such as {@code sub} or {@code aud}, stop the start.
   *
   * @param name of the claim, for example {@code azp}
   */
  public AccessTokenValidatorBuilder clientIdClaim(String name) {
    given.clientIdClaim = name;
    return this;
  }

  /**
   * How a token shows whether a machine or a person stands behind it: what {@link
   * AccessToken#callerKind()} says and {@link Access#machineOnly()} demands. Default: {@link
   * MachineRule#LOGTO}.
   */
  public AccessTokenValidatorBuilder machineRule(MachineRule rule) {
    given.machineRule = rule;
    return this;
  }

  /** How tokens of organizations are treated. Default: {@link OrganizationTokens#REFUSED}. */
  public AccessTokenValidatorBuilder organizations(OrganizationTokens organizations) {
    given.organizations = organizations;
    return this;
  }

  /**
   * Refuses tokens older than this, whatever their {@code exp} says. Makes {@code iat} required and
   * refuses one in the future. Default: only {@code exp} limits a token.
   *
   * @param age positive; the clock skew is added
   */
  public AccessTokenValidatorBuilder maximumTokenAge(Duration age) {
    given.maximumTokenAge = age;
    return this;
  }

  /**
   * A rule of the application about the claims. May be called several times; every rule must hold.
   * Rules run after all other checks, and again each time a remembered token comes, so a rule
   * should be quick and must not block.
   *
   * @param name for the log; each rule has its own
   * @param rule whether the token is accepted. If it throws, the token is neither accepted nor
   *     refused: the caller gets a {@link ValidationUnavailableException} for {@link
   *     Reason#INTERNAL_ERROR}
   */
  public AccessTokenValidatorBuilder requireClaims(String name, Predicate<AccessToken> rule) {
    if (given.customRules.put(name, rule) != null) {
      given.repeatedCustomRules.add(name);
    }
    return this;
  }

  /**
   * The clocks. Default: {@link InstantSource#system()} and {@link System#nanoTime()}. Tests
   * advance both by hand.
   *
   * @param clock the wall clock that {@code exp}, {@code nbf} and {@code iat} are compared with
   * @param ticker a monotonic clock in nanoseconds, which measures the age of the key set
   */
  public AccessTokenValidatorBuilder clock(InstantSource clock, LongSupplier ticker) {
    given.clock = clock;
    given.ticker = ticker;
    return this;
  }

  /**
   * The client that fetches metadata and keys: for a proxy, or a certificate authority of one's
   * own. Default: a client of this library. The validator never closes it.
   *
   * @param httpClient a client with {@link HttpClient.Redirect#NEVER}
   */
  public AccessTokenValidatorBuilder httpClient(HttpClient httpClient) {
    given.httpClient = httpClient;
    return this;
  }

  /**
   * The deadline of one whole fetch, from connecting to the last byte, metadata and keys together.
   * Default: 5 seconds; from 100 milliseconds to 30 seconds.
   */
  public AccessTokenValidatorBuilder fetchTimeout(Duration timeout) {
    given.fetchTimeout = timeout;
    return this;
  }

  /**
   * A header field to send with each fetch of metadata and keys: for an issuer that wants a
   * credential, such as Kubernetes.
   *
   * <p>It goes to the issuer's host, or to that of {@link #jwksUri}; to another host that the
   * metadata names only if that host is given here. It is sent without TLS only to loopback and the
   * hosts of {@link #allowPlainHttp}. Logs, events, status and exceptions never show its value. If
   * a name is given twice, the last one counts.
   *
   * @param name of the header field; the fields of the fetch itself are refused
   * @param value called for each request on the thread that fetches. If it throws, returns null, or
   *     takes longer than {@link #fetchTimeout}, the fetch fails
   * @param hosts further hosts to send it to, without scheme and port
   */
  public AccessTokenValidatorBuilder fetchHeader(
      String name, Supplier<String> value, String... hosts) {
    given.fetchHeaders.add(
        new FetchHeader(
            name,
            value,
            Stream.of(hosts)
                .map(host -> host == null ? "" : host.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet())));
    return this;
  }

  /**
   * How long a key set lives if the issuer sends no positive {@code max-age}; that one counts
   * within the same bounds. The set is fetched again after 75 to 90 % of its life. A key that the
   * issuer removes is accepted that long. Default: 10 minutes; from 1 minute to 1 hour.
   */
  public AccessTokenValidatorBuilder timeToLive(Duration time) {
    given.timeToLive = time;
    return this;
  }

  /**
   * How old the last good key set may become while the issuer is unreachable. After that,
   * validation is unavailable until a fetch succeeds. Default: 12 hours; at most 7 days. With zero
   * a set is used for its {@linkplain #timeToLive life} only, so even a short outage of the issuer
   * may become one of this service. The longer the limit, the longer an attacker who cuts us off
   * from the issuer can keep a removed key alive.
   */
  public AccessTokenValidatorBuilder staleLimit(Duration time) {
    given.staleLimit = time;
    return this;
  }

  /**
   * How long the issuer's replicas may take to agree on a new key. A key id counts as unknown (401)
   * only if a fetch that began this long after the id was first seen has not brought it; until then
   * the answer is 503. Set it if some of the issuer's servers sign with a key before others publish
   * it. Default: zero; at most 5 minutes.
   */
  public AccessTokenValidatorBuilder replicaLag(Duration time) {
    given.replicaLag = time;
    return this;
  }

  /**
   * The JCA provider that verifies signatures, for speed. {@link #build()} fails if it does not
   * pass test vectors. The platform verifies the algorithms that it lacks, unless {@link
   * #requireSignatureProvider} is set. Default: the platform's providers.
   *
   * <p>If it fails later, the token may be good, so validation is unavailable ({@link
   * Reason#SIGNATURE_PROVIDER_FAILED}). A {@link java.security.SignatureException} counts as a
   * signature that does not verify, as long as the provider still verifies a known good one. If it
   * fails while keys are fetched, the fetch fails.
   *
   * @param provider for example Bouncy Castle's
   */
  public AccessTokenValidatorBuilder signatureProvider(Provider provider) {
    given.signatureProvider = provider;
    return this;
  }

  /**
   * Lets only the {@link #signatureProvider} verify signatures: for a module validated under FIPS
   * 140, or an HSM.
   *
   * <p>{@link #build()} fails if the provider lacks an algorithm that {@link #algorithms} names, or
   * has none at all. If no algorithms are named, keys for algorithms that it lacks are skipped and
   * reported, and their tokens are refused. The platform still reads the public keys, computes
   * their thumbprints, and makes the connections.
   */
  public AccessTokenValidatorBuilder requireSignatureProvider() {
    given.signatureProviderRequired = true;
    return this;
  }

  /**
   * Memory for remembered tokens, in bytes, approximately: a valid token that comes again costs no
   * signature check. A token of 700 characters takes about 2 KiB, one with hundreds of scopes ten
   * times as much; a JVM without compressed references needs up to half as much again. Validators
   * that {@link AccessTokenValidator#forIssuers} joins each have their own memory. The token texts
   * are in the heap, and so in a heap dump.
   *
   * <p>Expiry, the key and the {@link #requireClaims} rules are checked each time, so a remembered
   * token is accepted only if a new one would be. Default: 32 MiB; 0 remembers none, otherwise from
   * 64 KiB to 4 GiB.
   */
  public AccessTokenValidatorBuilder tokenCacheBytes(long bytes) {
    given.tokenCacheBytes = bytes;
    return this;
  }

  /**
   * How many signatures may be verified at once, so that a flood of forged tokens leaves processors
   * for remembered tokens, which never wait. Default: the number of processors; from 1 to 1024.
   *
   * <p>If all places are taken, a caller waits for at most 2 seconds (500 ms during a flood, if its
   * source brought worthless tokens). Sources take turns ({@link RequestContext#source}), those
   * that brought good tokens first. A caller without a place gets a {@link
   * ValidationUnavailableException} with a {@code Retry-After} of 1 second. {@link
   * ValidatorListener#verificationFlood} reports when a flood begins and ends.
   */
  public AccessTokenValidatorBuilder concurrentVerifications(int count) {
    given.concurrentVerifications = count;
    return this;
  }

  /**
   * Hears of accepted tokens, refusals and changes of the keys. Default: none; refusals and key
   * events are logged in any case.
   */
  public AccessTokenValidatorBuilder listener(ValidatorListener listener) {
    given.listener = listener;
    return this;
  }

  /**
   * Takes the settings that the environment names: {@code TOKEN_VALIDATOR_LOGTO_ENDPOINT}, {@code
   * TOKEN_VALIDATOR_AUDIENCE}, {@code TOKEN_VALIDATOR_CLOCK_SKEW} and so on, as the filter reads
   * them. Call it first: a setting that is made afterwards replaces the named one, and code counts
   * before the environment. Hosts of {@link #allowPlainHttp} add up. The settings of a filter
   * ({@code TOKEN_VALIDATOR_ROUTES} and its like) are left to the filter.
   *
   * <p>Keys from there ({@code TOKEN_VALIDATOR_JWKS_URI}, {@code TOKEN_VALIDATOR_JWK_SET}, {@code
   * TOKEN_VALIDATOR_FETCH_HEADER}) belong to the issuer from there: beside an issuer from code,
   * {@link #build()} fails.
   *
   * @throws InvalidSettingException naming a variable that is unknown, blank or malformed; or if
   *     issuer or audience were set before
   */
  public AccessTokenValidatorBuilder fromEnvironment() {
    return fromEnvironment(System.getenv());
  }

  /** Two names for one thing: what code says replaces both. */
  private void forgetNamedIssuer() {
    if (given.isIssuerNamed) {
      given.issuer = null;
      given.logtoEndpoint = null;
      given.isIssuerNamed = false;
    }
  }

  /** For tests: the variables to see instead of the system's. */
  AccessTokenValidatorBuilder fromEnvironment(Map<String, String> environment) {
    if (given.issuer != null || given.logtoEndpoint != null || !given.audience.isEmpty()) {
      throw new InvalidSettingException(
          "fromEnvironment",
          "comes after issuer or audience, which it would replace; call it first");
    }
    EnvironmentVariables named = new EnvironmentVariables(environment);
    named.applyTo(this);
    given.isIssuerNamed = named.haveIssuer();
    given.isAudienceNamed = !given.audience.isEmpty();
    given.namedKeys =
        named
            .keys()
            .map(
                variable ->
                    new NamedKeys(variable, named.haveIssuer(), given.issuer, given.logtoEndpoint))
            .orElse(null);
    return this;
  }

  /**
   * Builds the validator. Does not contact the issuer: the keys are fetched when the first token
   * arrives, or by {@link AccessTokenValidator#warmUp}, so an application starts while its issuer
   * is down.
   *
   * @return a validator, to be kept for the life of the application
   * @throws InvalidSettingException if a setting is missing, malformed or contradicts another
   */
  public AccessTokenValidator build() {
    return new AccessTokenValidator(new TrustedIssuer(ValidatorSettings.judge(given)));
  }
}
