package dev.tokenvalidator;

import dev.tokenvalidator.internal.issuer.Clocks;
import dev.tokenvalidator.internal.issuer.FetchHeader;
import dev.tokenvalidator.internal.issuer.FetchPolicy;
import dev.tokenvalidator.internal.issuer.FetchSettings;
import dev.tokenvalidator.internal.issuer.FetchedKeys;
import dev.tokenvalidator.internal.issuer.FixedKeys;
import dev.tokenvalidator.internal.issuer.IssuerKeys;
import dev.tokenvalidator.internal.issuer.KeyRules;
import dev.tokenvalidator.internal.jws.ProviderFailureException;
import dev.tokenvalidator.internal.jws.VerificationKeyFactory;
import dev.tokenvalidator.internal.jws.VerificationKeyFactory.UnfitProviderException;
import dev.tokenvalidator.internal.text.Log;
import dev.tokenvalidator.keys.KeySetListener;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.Provider;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings of an {@link AccessTokenValidator}.
 *
 * <p>Two are mandatory: who issues the tokens ({@link #issuer} or {@link #logtoEndpoint}) and whom
 * they are for ({@link #audience}). Everything left unsaid is strict: what a setting accepts beyond
 * RFC 9068 has to be named. All settings are judged together in {@link #build()}; nothing is
 * silently corrected. Not safe for use by several threads.
 */
public final class AccessTokenValidatorBuilder {

  /** What Logto keeps for itself; any client of a tenant can have tokens for it. */
  static final String RESERVED_AUDIENCE = "urn:logto:resource:organizations";

  private static final long MIN_CACHE_BYTES = 64 * 1024;
  private static final long MAX_CACHE_BYTES = 4L * 1024 * 1024 * 1024;
  private static final int MAX_CONCURRENT_VERIFICATIONS = 1024;

  /** Header fields that belong to the fetch, or to the connection. */
  private static final Set<String> OUR_HEADERS =
      Set.of(
          "accept",
          "accept-encoding",
          "cache-control",
          "connection",
          "content-length",
          "expect",
          "host",
          "if-none-match",
          "transfer-encoding",
          "upgrade");

  private static final ValidatorListener NO_LISTENER = new ValidatorListener() {};

  private @Nullable String issuer;
  private @Nullable String logtoEndpoint;
  private final Set<String> audience = new LinkedHashSet<>();
  private @Nullable URI jwksUri;
  private @Nullable String jwkSet;
  private final Set<String> plainHttpHosts = new LinkedHashSet<>();
  private @Nullable Set<SignatureAlgorithm> algorithms;
  private Duration clockSkew = Duration.ofSeconds(30);
  private List<String> types = List.of("at+jwt");
  private boolean missingTypeAccepted;
  private @Nullable AccessTokenMark accessTokenMark;
  private boolean accessTokenMarkRepeated;
  private String scopeClaim = "scope";
  private ScopeFormat scopeFormat = ScopeFormat.STRING;
  private String clientIdClaim = "client_id";
  private OrganizationTokens organizations = OrganizationTokens.REFUSED;
  private @Nullable Duration maximumTokenAge;
  private final Map<String, Predicate<AccessToken>> claimsRules = new LinkedHashMap<>();
  private final Set<String> repeatedClaimsRules = new LinkedHashSet<>();
  private InstantSource clock = InstantSource.system();
  private LongSupplier ticker = System::nanoTime;
  private @Nullable HttpClient httpClient;
  private Duration fetchTimeout = Duration.ofSeconds(5);
  private final List<FetchHeader> fetchHeaders = new ArrayList<>();
  private Duration timeToLive = KeyRules.DEFAULT.timeToLive();
  private Duration staleLimit = KeyRules.DEFAULT.staleLimit();
  private Duration replicaLag = KeyRules.DEFAULT.replicaLag();
  private @Nullable Provider signatureProvider;
  private boolean signatureProviderRequired;
  private long tokenCacheBytes = 32 * 1024 * 1024;
  private int concurrentVerifications = Runtime.getRuntime().availableProcessors();
  private ValidatorListener listener = NO_LISTENER;

  AccessTokenValidatorBuilder() {}

  /**
   * Who issues the tokens. A token's {@code iss} must equal it, code point by code point: no
   * normalization, a trailing slash matters. Unless {@link #jwksUri} or {@link #jwkSet} is given,
   * it is also where the issuer's metadata is found (OpenID Connect Discovery 1.0, else RFC 8414),
   * and must then be an {@code https} URL.
   *
   * @param issuer the issuer identifier, for example {@code https://t1.logto.app/oidc}
   * @return this builder
   */
  public AccessTokenValidatorBuilder issuer(String issuer) {
    this.issuer = issuer;
    return this;
  }

  /**
   * A Logto tenant as the issuer: short for {@link #issuer} with the path {@code /oidc} added.
   *
   * @param endpoint the tenant's endpoint, with or without trailing slash, for example {@code
   *     https://t1.logto.app}
   * @return this builder
   */
  public AccessTokenValidatorBuilder logtoEndpoint(String endpoint) {
    this.logtoEndpoint = endpoint;
    return this;
  }

  /**
   * Whom the tokens are for: our resource indicator (RFC 8707), as registered with the issuer. A
   * token's {@code aud} must hold it, exactly. Given several, or called again, any one of them will
   * do.
   *
   * @param audience resource indicators, for example {@code https://shopping.api}
   * @return this builder
   */
  public AccessTokenValidatorBuilder audience(String... audience) {
    this.audience.addAll(List.of(audience));
    return this;
  }

  /**
   * Where the issuer's JWK Set is, instead of asking the issuer's metadata: for issuers that have
   * none, or are reached by another address than the one in their name. {@code https}, but for
   * loopback and {@link #allowPlainHttp}.
   *
   * @param jwksUri address of the JWK Set
   * @return this builder
   */
  public AccessTokenValidatorBuilder jwksUri(URI jwksUri) {
    this.jwksUri = jwksUri;
    return this;
  }

  /**
   * The issuer's JWK Set itself (RFC 7517 section 5): nothing is ever fetched, and a key of the
   * issuer that is not in it is not accepted.
   *
   * @param json a JWK Set as JSON text, with at least one usable key and none that is not public
   * @return this builder
   */
  public AccessTokenValidatorBuilder jwkSet(String json) {
    this.jwkSet = json;
    return this;
  }

  /**
   * Hosts that keys may be fetched from without TLS: for a container network, where the issuer is
   * called {@code http://logto:3001}. Loopback needs no permission, unless the metadata of an
   * issuer that is elsewhere points to it. Metadata may point to a host that is named here even if
   * it was itself fetched with TLS. Whoever can change what travels between us and such a host can
   * make tokens; a warning says so at each start.
   *
   * @param hosts host names, without scheme and port
   * @return this builder
   */
  public AccessTokenValidatorBuilder allowPlainHttp(String... hosts) {
    plainHttpHosts.addAll(List.of(hosts));
    return this;
  }

  /**
   * Narrows the algorithms that a token may be signed with. Default: all of {@link
   * SignatureAlgorithm}, each usable only with a key that is made for it, so that an issuer's
   * change of algorithm costs no request. An RSA key that does not say its algorithm is for {@code
   * RS256}, or for the one RSA algorithm named here.
   *
   * <p>Where one that is named here is missing in this Java runtime, {@link #build()} fails;
   * without names, a key that needs it is left out, which the listener is told.
   *
   * @param algorithms the allowed algorithms, at least one
   * @return this builder
   */
  public AccessTokenValidatorBuilder algorithms(SignatureAlgorithm... algorithms) {
    this.algorithms = new LinkedHashSet<>(List.of(algorithms));
    return this;
  }

  /**
   * How far the issuer's clock and ours may be apart (RFC 7519 section 4.1.4). Default: 30 seconds;
   * at most 10 minutes.
   *
   * @param clockSkew tolerated difference
   * @return this builder
   */
  public AccessTokenValidatorBuilder clockSkew(Duration clockSkew) {
    this.clockSkew = clockSkew;
    return this;
  }

  /**
   * The values of the header parameter {@code typ} to accept, instead of {@code at+jwt} (RFC 9068
   * section 2.1). Compared case-insensitively, with or without {@code application/}. {@code JWT}
   * needs {@link #accessTokenMark} as well, since ID tokens have that type too. Types of other
   * tokens, such as {@code logout+jwt}, stop the start.
   *
   * @param types the accepted types, at least one
   * @return this builder
   */
  public AccessTokenValidatorBuilder acceptTypes(String... types) {
    this.types = List.of(types);
    return this;
  }

  /**
   * Accepts tokens that have no {@code typ}. Needs {@link #accessTokenMark} as well, since ID
   * tokens may have none either.
   *
   * @return this builder
   */
  public AccessTokenValidatorBuilder acceptMissingType() {
    missingTypeAccepted = true;
    return this;
  }

  /**
   * A claim that this issuer's access tokens have and its other tokens do not: what tells them
   * apart where the type does not (RFC 8725 section 3.12). Needed to accept {@code typ} {@code JWT}
   * or none, and asked of such tokens; those that carry {@code nonce}, {@code events} or a hash of
   * an ID token ({@code at_hash}, {@code c_hash}, {@code s_hash}) are then refused too.
   *
   * <p>{@link #build()} fails where no such token is accepted, so that the claim would not be asked
   * for, and for claims that ID tokens have: {@code jti}, {@code azp}, {@code sid}, {@code email}
   * and the like. May be given once.
   *
   * @param name of the claim, for example {@code cid}
   */
  public AccessTokenValidatorBuilder accessTokenMark(String name) {
    return accessTokenMark(new AccessTokenMark(name, null));
  }

  /**
   * The same as {@link #accessTokenMark(String)}, where the claim must have a certain value: for a
   * claim that other tokens have with another one. A token of any type that has the claim with
   * another value is refused.
   *
   * @param name of the claim, for example {@code token_use}
   * @param value the string it must equal, for example {@code access}
   */
  public AccessTokenValidatorBuilder accessTokenMark(String name, String value) {
    // A null must not turn into "any value".
    return accessTokenMark(new AccessTokenMark(name, Objects.requireNonNullElse(value, "")));
  }

  private AccessTokenValidatorBuilder accessTokenMark(AccessTokenMark mark) {
    accessTokenMarkRepeated = accessTokenMark != null;
    accessTokenMark = mark;
    return this;
  }

  /**
   * Where a token lists its scopes. Default: {@code scope}, as {@link ScopeFormat#STRING} (RFC 9068
   * section 2.2.3). A token without the claim grants none. Claims of another meaning, such as
   * {@code sub} or {@code email}, stop the start.
   *
   * @param name of the claim, for example {@code scp}
   * @param format how it is written; the other format is malformed
   * @return this builder
   */
  public AccessTokenValidatorBuilder scopeClaim(String name, ScopeFormat format) {
    scopeClaim = name;
    scopeFormat = format;
    return this;
  }

  /**
   * Where a token names the client. Default: {@code client_id} (RFC 9068 section 2.2). Claims of
   * another meaning, such as {@code sub} or {@code aud}, stop the start.
   *
   * @param name of the claim, for example {@code azp}
   * @return this builder
   */
  public AccessTokenValidatorBuilder clientIdClaim(String name) {
    clientIdClaim = name;
    return this;
  }

  /**
   * What to do with tokens that were issued for an organization. Default: {@link
   * OrganizationTokens#REFUSED}.
   *
   * @param organizations which tokens belong here
   * @return this builder
   */
  public AccessTokenValidatorBuilder organizations(OrganizationTokens organizations) {
    this.organizations = organizations;
    return this;
  }

  /**
   * Refuses tokens older than this, whatever their {@code exp} says. Makes {@code iat} required and
   * refuses one in the future. Default: no limit but {@code exp}.
   *
   * @param age the greatest age to accept, positive; the clock skew is added
   * @return this builder
   */
  public AccessTokenValidatorBuilder maximumTokenAge(Duration age) {
    maximumTokenAge = age;
    return this;
  }

  /**
   * A rule of the application's own about the claims, asked after all others. May be called several
   * times; every rule must hold. It should be quick and must not block.
   *
   * @param name of the rule, for the operator; no two rules have the same
   * @param rule whether the token may in. What it throws is a fault, and not an answer: the token
   *     is neither accepted nor called bad, and the caller of {@code validate} gets a {@link
   *     ValidationUnavailableException} for {@link Reason#INTERNAL_ERROR}
   * @return this builder
   */
  public AccessTokenValidatorBuilder requireClaims(String name, Predicate<AccessToken> rule) {
    if (claimsRules.put(name, rule) != null) {
      repeatedClaimsRules.add(name);
    }
    return this;
  }

  /**
   * The clocks. Default: {@link InstantSource#system()} and {@link System#nanoTime()}. Tests
   * advance both by hand.
   *
   * @param clock the wall clock that {@code exp}, {@code nbf} and {@code iat} are compared with
   * @param ticker a monotonic clock in nanoseconds, which measures the age of the key set; it never
   *     goes back
   */
  public AccessTokenValidatorBuilder clock(InstantSource clock, LongSupplier ticker) {
    this.clock = clock;
    this.ticker = ticker;
    return this;
  }

  /**
   * The client that metadata and keys are fetched with: for a proxy, or an authority of one's own.
   * Default: one of our own. It must not follow redirects. It is never closed by the validator.
   *
   * @param httpClient an HTTP client with {@link HttpClient.Redirect#NEVER}
   * @return this builder
   */
  public AccessTokenValidatorBuilder httpClient(HttpClient httpClient) {
    this.httpClient = httpClient;
    return this;
  }

  /**
   * How long a whole fetch may take, from the connection to the last byte, metadata and keys
   * together. Default: 5 seconds; from 100 milliseconds to 30 seconds.
   *
   * @param timeout the deadline of one fetch
   * @return this builder
   */
  public AccessTokenValidatorBuilder fetchTimeout(Duration timeout) {
    fetchTimeout = timeout;
    return this;
  }

  /**
   * A header field that is sent with each fetch of metadata and keys: for an issuer that wants a
   * credential, such as Kubernetes, or a firewall that knows its clients by one.
   *
   * <p>It is sent to the issuer's host, or to that of {@link #jwksUri} where it is set; to another
   * host that the metadata names only if that is given here. It is never sent without TLS, except
   * to loopback and the hosts of {@link #allowPlainHttp}. Its value never appears in logs, events,
   * status or exceptions. Given twice with one name, the last counts.
   *
   * @param name of the header field; not one that the fetch itself needs
   * @param value gives the value, asked for with each request on the thread that fetches. If it
   *     throws, gives none, or takes longer than {@link #fetchTimeout}, the fetch has failed
   * @param hosts further hosts to send it to, without scheme and port
   */
  public AccessTokenValidatorBuilder fetchHeader(
      String name, Supplier<String> value, String... hosts) {
    fetchHeaders.add(
        new FetchHeader(
            name,
            value,
            Stream.of(hosts)
                .map(host -> host == null ? "" : host.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet())));
    return this;
  }

  /**
   * How long a key set lives if the issuer does not say: it is fetched again when 75 to 90 % of
   * that have passed. A key that the issuer takes out is accepted that long. Default: 10 minutes;
   * from 1 minute to 1 hour. A positive {@code max-age} of the issuer's counts instead, within the
   * same bounds.
   *
   * @param time life of a key set
   */
  public AccessTokenValidatorBuilder timeToLive(Duration time) {
    timeToLive = time;
    return this;
  }

  /**
   * How long the last good key set is used while the issuer cannot be reached. After that nothing
   * can be validated until a fetch succeeds. Default: 12 hours; at most 7 days. Zero is strict: a
   * set is used for its {@linkplain #timeToLive life} only, and an outage of the issuer that is
   * longer becomes one of this service; a short one may, as a set is fetched again only shortly
   * before its end. The longer the limit, the longer whoever cuts us off from the issuer can keep a
   * key alive that was taken out.
   *
   * @param time age at which a set is too old
   */
  public AccessTokenValidatorBuilder staleLimit(Duration time) {
    staleLimit = time;
    return this;
  }

  /**
   * How long the issuer's replicas may take to agree on a new key. A key id counts as unknown (401)
   * only if a fetch that began so long after its first sight has not brought it; until then the
   * answer is 503. Set it if the issuer publishes a key on some of its servers later than it signs
   * with it on others. Default: zero; at most 5 minutes.
   *
   * @param time that replicas may lag
   */
  public AccessTokenValidatorBuilder replicaLag(Duration time) {
    replicaLag = time;
    return this;
  }

  /**
   * The JCA provider that verifies signatures, for speed. It has to prove itself on test vectors,
   * or {@link #build()} fails; algorithms that it does not have stay with the platform, unless
   * {@link #requireSignatureProvider} is set. Default: the platform's providers.
   *
   * <p>What it throws later is no verdict on a token, which may be good: validation is unavailable
   * then, for {@link Reason#SIGNATURE_PROVIDER_FAILED}. A {@link java.security.SignatureException}
   * means that a signature does not verify, as long as the provider still verifies one that is
   * known to be good. Where it fails while keys are fetched, the fetch has failed.
   *
   * @param provider for example Bouncy Castle's
   * @return this builder
   */
  public AccessTokenValidatorBuilder signatureProvider(Provider provider) {
    signatureProvider = provider;
    return this;
  }

  /**
   * Leaves no signature to anybody but the {@link #signatureProvider}: for a module that has to do
   * all of it, such as one that is validated under FIPS 140, or an HSM.
   *
   * <p>{@link #build()} fails where the provider lacks an algorithm that {@link #algorithms} names,
   * and where it has none at all. Where nothing is named, each key of the issuer that is for an
   * algorithm the provider lacks is left out, which the listener is told; tokens that such a key
   * has signed are refused.
   *
   * <p>It is about verifying, hash function included. The platform still reads the public keys and
   * computes their thumbprints, and makes the connections that keys are fetched over.
   */
  public AccessTokenValidatorBuilder requireSignatureProvider() {
    signatureProviderRequired = true;
    return this;
  }

  /**
   * About how much memory tokens may take that were found valid and are remembered, so that one
   * that comes again costs no signature: machines send the same token for its whole life. A token
   * of 700 characters takes about 2 KiB, one with hundreds of scopes or claims ten times as much.
   * Each validator remembers by itself: several that are joined by {@link
   * AccessTokenValidator#forIssuers} may take the sum. On a JVM without compressed references, as
   * with a heap of 32 GiB or more, it is up to half as much again. The token texts are whole in the
   * heap, and so in a heap dump. Whether it has expired, whether its key is still in force, and the
   * {@link #requireClaims}s are asked each time; nothing is accepted that would not be without it.
   * Default: 32 MiB; 0 remembers none, and else from 64 KiB to 4 GiB.
   *
   * @param bytes memory for remembered tokens, in bytes
   * @return this builder
   */
  public AccessTokenValidatorBuilder tokenCacheBytes(long bytes) {
    tokenCacheBytes = bytes;
    return this;
  }

  /**
   * How many signatures may be verified at the same time. Default: the number of processors; from 1
   * to 1024. Tokens that are remembered never wait for one that is not, so that a flood of forged
   * tokens, each of which costs a signature, does not keep them out.
   *
   * <p>When all places are taken, a caller waits for at most 2 seconds. Turns go round the sources
   * ({@link RequestContext#source}): first those that brought a good token within a day, then new
   * ones, then those that also brought many worthless tokens (forged, expired, for somebody else),
   * then those that brought nothing else; each of these gets about every tenth turn at least.
   *
   * <p>In a flood, which is more than 20 worthless tokens a second in excess of good ones, sources
   * of the first kind wait as before. All others share 64 waiting places, in which no source takes
   * the room of one that has less, and those that brought worthless tokens wait for at most 500
   * milliseconds. A flood is over by itself, 4 seconds at most after the last worthless token;
   * {@link ValidatorListener#verificationFlood} is told when it begins and ends.
   *
   * <p>Who gets no place is answered {@link ValidationUnavailableException} with a {@code
   * Retry-After} of 1 second.
   *
   * @param count signatures at once
   */
  public AccessTokenValidatorBuilder concurrentVerifications(int count) {
    concurrentVerifications = count;
    return this;
  }

  /**
   * Told of accepted tokens, refusals and what happens to the keys. Default: nobody; refusals and
   * key events are logged in any case.
   *
   * @param listener who is told
   * @return this builder
   */
  public AccessTokenValidatorBuilder listener(ValidatorListener listener) {
    this.listener = listener;
    return this;
  }

  /**
   * Builds the validator. Does not contact the issuer: its keys are fetched when the first token
   * arrives, so an application starts while its issuer is down.
   *
   * @return a validator, to be kept for the life of the application
   * @throws InvalidSettingException if a setting is missing, malformed or contradicts another
   */
  public AccessTokenValidator build() {
    checkPresence();
    String issuer = issuerIdentifier();
    checkAudience();
    checkTimes();
    checkSizes();
    checkClaimNames();
    TokenTypes acceptedTypes = new TokenTypes(types, missingTypeAccepted, accessTokenMark);
    VerificationKeyFactory verificationKeys = verificationKeys();
    Reporter reporter =
        new Reporter(listener == NO_LISTENER ? null : listener, new LogThrottle(ticker));
    ClaimsRules rules =
        new ClaimsRules(
            issuer,
            Set.copyOf(audience),
            clockSkew,
            maximumTokenAge,
            new ScopeReader(scopeClaim, scopeFormat),
            clientIdClaim,
            organizations,
            Collections.unmodifiableMap(new LinkedHashMap<>(claimsRules)),
            clock);
    RememberedTokens cache =
        tokenCacheBytes == 0 ? null : new RememberedTokens(tokenCacheBytes, scopeFormat);
    KeySetNotices notices = new KeySetNotices(issuer, reporter);
    KeySetListener keySetListener =
        event -> {
          if (cache != null) {
            cache.keySetChanged(event);
          }
          notices.keySetChanged(event);
        };
    DistrustedKeys distrusted = new DistrustedKeys(issuer);
    IssuerKeys keys = issuerKeys(issuer, verificationKeys, distrusted, keySetListener);
    return new AccessTokenValidator(
        new TrustedIssuer(
            verificationKeys.algorithms(),
            acceptedTypes,
            keys,
            rules,
            reporter,
            notices,
            distrusted,
            cache,
            new VerificationQueue(concurrentVerifications, ticker, issuer, reporter::flood),
            new SlowSignatures(ticker, reporter::slowSignatures)));
  }

  /** Those that have a default: callers without null checks would learn of it from a request. */
  private void checkPresence() {
    checkPresent("clockSkew", clockSkew);
    checkPresent("scopeClaim", scopeClaim);
    checkPresent("scopeClaim", scopeFormat);
    checkPresent("clientIdClaim", clientIdClaim);
    if (accessTokenMark != null) {
      checkPresent(AccessTokenMark.SETTING, accessTokenMark.name());
    }
    checkPresent("organizations", organizations);
    claimsRules.forEach(
        (name, rule) -> {
          checkPresent("requireClaims", name);
          checkPresent("requireClaims", rule);
        });
    checkPresent("clock", clock);
    checkPresent("clock", ticker);
    checkPresent("fetchTimeout", fetchTimeout);
    checkPresent("timeToLive", timeToLive);
    checkPresent("staleLimit", staleLimit);
    checkPresent("replicaLag", replicaLag);
    checkPresent("listener", listener);
  }

  private static void checkPresent(String setting, @Nullable Object value) {
    if (value == null) {
      throw new InvalidSettingException(setting, "is null; give a value, or leave it out");
    }
  }

  private String issuerIdentifier() {
    if (issuer != null && logtoEndpoint != null) {
      throw new InvalidSettingException(
          "issuer", "is given beside logtoEndpoint; give one of them");
    }
    if (issuer != null) {
      if (issuer.isBlank()) {
        throw new InvalidSettingException("issuer", "is blank; give the issuer identifier");
      }
      int wellKnown = issuer.indexOf("/.well-known/");
      if (wellKnown >= 0) {
        throw new InvalidSettingException(
            "issuer",
            shown(issuer)
                + " is the address of the issuer's metadata; leave out "
                + shown(issuer.substring(wellKnown)));
      }
      return issuer;
    }
    if (logtoEndpoint == null) {
      throw new InvalidSettingException(
          "issuer", "is missing: give issuer, or logtoEndpoint for a Logto tenant");
    }
    String endpoint =
        logtoEndpoint.endsWith("/")
            ? logtoEndpoint.substring(0, logtoEndpoint.length() - 1)
            : logtoEndpoint;
    URI uri = uri("logtoEndpoint", endpoint);
    if (uri.getRawQuery() != null || uri.getHost() == null) {
      throw new InvalidSettingException(
          "logtoEndpoint", "is not the URL of a Logto endpoint, such as https://t1.logto.app");
    }
    checkEndpointPath(uri.getRawPath());
    return endpoint + "/oidc";
  }

  /** Each is a slip that would show with the first token only, as an issuer that is not there. */
  private static void checkEndpointPath(String path) {
    if (path.isEmpty()) {
      return;
    }
    for (String segment : path.substring(1).split("/", -1)) {
      if (segment.equalsIgnoreCase("oidc") || segment.equals(".well-known")) {
        throw new InvalidSettingException(
            "logtoEndpoint",
            "has the path segment "
                + segment
                + ": that belongs to the issuer, not to the endpoint;"
                + " leave it out with all that follows, or use issuer");
      }
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        throw new InvalidSettingException(
            "logtoEndpoint",
            "has an empty path segment or one of dots; leave it out, as in https://t1.logto.app");
      }
    }
  }

  private void checkAudience() {
    if (organizations == OrganizationTokens.BY_AUDIENCE) {
      if (!audience.isEmpty()) {
        throw new InvalidSettingException(
            "audience",
            "is given although organizations are told by their audience; leave one of them out");
      }
      return;
    }
    if (audience.isEmpty()) {
      throw new InvalidSettingException(
          "audience",
          "is missing: give the resource indicator under which this API is registered with the"
              + " issuer");
    }
    for (String value : audience) {
      if (value.isBlank()) {
        throw new InvalidSettingException("audience", "is blank; give the resource indicator");
      }
      if (!value.equals(value.strip()) || value.chars().anyMatch(Character::isISOControl)) {
        throw new InvalidSettingException(
            "audience",
            "has white space around it, or a line break in it; give the resource indicator exactly"
                + " as it is registered, and several one by one");
      }
      if (value.equals(RESERVED_AUDIENCE)) {
        throw new InvalidSettingException(
            "audience",
            RESERVED_AUDIENCE + " is reserved: any client of the tenant can get tokens for it");
      }
    }
  }

  private void checkTimes() {
    checkRange("clockSkew", clockSkew, Duration.ZERO, Duration.ofMinutes(10));
    checkRange("fetchTimeout", fetchTimeout, Duration.ofMillis(100), Duration.ofSeconds(30));
    checkRange("timeToLive", timeToLive, Duration.ofMinutes(1), Duration.ofHours(1));
    checkRange("staleLimit", staleLimit, Duration.ZERO, Duration.ofDays(7));
    checkRange("replicaLag", replicaLag, Duration.ZERO, Duration.ofMinutes(5));
    if (maximumTokenAge != null) {
      checkRange("maximumTokenAge", maximumTokenAge, Duration.ofSeconds(1), Duration.ofDays(3650));
    }
  }

  private void checkSizes() {
    boolean inRange = tokenCacheBytes >= MIN_CACHE_BYTES && tokenCacheBytes <= MAX_CACHE_BYTES;
    if (tokenCacheBytes != 0 && !inRange) {
      throw new InvalidSettingException(
          "tokenCacheBytes",
          tokenCacheBytes
              + " is out of range; give bytes from "
              + MIN_CACHE_BYTES
              + " to "
              + MAX_CACHE_BYTES
              + ", or 0 to remember no tokens");
    }
    if (concurrentVerifications < 1 || concurrentVerifications > MAX_CONCURRENT_VERIFICATIONS) {
      throw new InvalidSettingException(
          "concurrentVerifications",
          concurrentVerifications
              + " is out of range; give a number from 1 to "
              + MAX_CONCURRENT_VERIFICATIONS);
    }
  }

  private static void checkRange(String setting, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new InvalidSettingException(
          setting, value + " is out of range; give a duration from " + min + " to " + max);
    }
  }

  private void checkClaimNames() {
    ClaimNames.checkScopeClaim(scopeClaim);
    ClaimNames.checkClientIdClaim(clientIdClaim, scopeClaim);
    if (accessTokenMarkRepeated) {
      throw new InvalidSettingException(
          AccessTokenMark.SETTING,
          "is given twice; give one mark, and what else must hold as a requireClaims");
    }
    for (String name : claimsRules.keySet()) {
      if (name.isBlank()) {
        throw new InvalidSettingException("requireClaims", "has no name; name it for the log");
      }
    }
    if (!repeatedClaimsRules.isEmpty()) {
      throw new InvalidSettingException(
          "requireClaims",
          "is given twice as " + repeatedClaimsRules + "; give each rule its own name");
    }
  }

  private VerificationKeyFactory verificationKeys() {
    Set<SignatureAlgorithm> wanted =
        algorithms == null ? EnumSet.allOf(SignatureAlgorithm.class) : algorithms;
    if (wanted.isEmpty()) {
      throw new InvalidSettingException(
          "algorithms", "is empty; name at least one, or leave it out to allow all");
    }
    VerificationKeyFactory keys = verificationKeys(wanted);
    if (signatureProvider != null) {
      checkProviderHas(keys, signatureProvider);
    }
    if (algorithms != null) {
      checkRuntimeHas(keys);
    }
    return keys;
  }

  private VerificationKeyFactory verificationKeys(Set<SignatureAlgorithm> wanted) {
    if (signatureProvider == null) {
      if (signatureProviderRequired) {
        throw new InvalidSettingException(
            "requireSignatureProvider",
            "is set, but signatureProvider is not; give the provider, or leave it out");
      }
      return VerificationKeyFactory.of(wanted);
    }
    try {
      return VerificationKeyFactory.of(wanted, signatureProvider, signatureProviderRequired);
    } catch (UnfitProviderException e) {
      throw caused(
          e,
          new InvalidSettingException(
              "signatureProvider",
              e.getMessage() + "; use another provider, or update the Java runtime"));
    }
  }

  /** What it does not have is the platform's, or nobody's. */
  private void checkProviderHas(VerificationKeyFactory keys, Provider provider) {
    Set<SignatureAlgorithm> missing = EnumSet.allOf(SignatureAlgorithm.class);
    missing.retainAll(keys.algorithms());
    missing.removeAll(keys.provenAlgorithms());
    if (missing.isEmpty()) {
      return;
    }
    if (!signatureProviderRequired) {
      Log.write(
          System.Logger.Level.INFO,
          missing
              + " are verified by the platform: provider "
              + provider.getName()
              + " lacks them");
      return;
    }
    if (algorithms != null || keys.provenAlgorithms().isEmpty()) {
      throw new InvalidSettingException(
          "requireSignatureProvider",
          "is set, but provider "
              + provider.getName()
              + " does not have "
              + missing
              + "; use another provider, or name in algorithms only what it has");
    }
    Log.write(
        System.Logger.Level.INFO,
        "requireSignatureProvider: keys for "
            + missing
            + " are not used, because provider "
            + provider.getName()
            + " lacks them");
  }

  /** What was named is meant; what was not may be missing until an issuer's key needs it. */
  private static void checkRuntimeHas(VerificationKeyFactory keys) {
    for (SignatureAlgorithm algorithm : keys.algorithms()) {
      try {
        keys.prove(algorithm);
      } catch (UnfitProviderException e) {
        throw caused(
            e,
            new InvalidSettingException(
                "algorithms", e.getMessage() + "; leave it out, or update the Java runtime"));
      }
    }
  }

  /** The exception, with what it is due to: a provider says there what it is missing. */
  private static InvalidSettingException caused(Exception by, InvalidSettingException exception) {
    exception.initCause(by.getCause());
    return exception;
  }

  private IssuerKeys issuerKeys(
      String issuer,
      VerificationKeyFactory keys,
      DistrustedKeys distrusted,
      KeySetListener keySetListener) {
    if (jwkSet != null) {
      if (jwksUri != null) {
        throw new InvalidSettingException("jwkSet", "is given beside jwksUri; give one of them");
      }
      try {
        FixedKeys fixed = FixedKeys.read(jwkSet, issuer, keys, keySetListener);
        distrusted.see(fixed.current());
        return fixed;
      } catch (IllegalArgumentException e) {
        throw new InvalidSettingException(
            "jwkSet", e.getMessage() + "; give a JWK Set with the issuer's public keys");
      } catch (ProviderFailureException e) {
        throw caused(
            e,
            new InvalidSettingException(
                "signatureProvider",
                e.problem() + ", asked to take the keys of jwkSet; use another provider"));
      }
    }
    FetchPolicy policy = fetchPolicy();
    if (jwksUri != null) {
      checkAddress("jwksUri", jwksUri, policy);
    } else {
      URI address = uri(logtoEndpoint == null ? "issuer" : "logtoEndpoint", issuer);
      checkAddress(logtoEndpoint == null ? "issuer" : "logtoEndpoint", address, policy);
      if (address.getRawQuery() != null) {
        throw new InvalidSettingException("issuer", "has a query; give jwksUri for such an issuer");
      }
    }
    if (httpClient != null && httpClient.followRedirects() != HttpClient.Redirect.NEVER) {
      throw new InvalidSettingException(
          "httpClient", "follows redirects; build it with followRedirects(Redirect.NEVER)");
    }
    return new FetchedKeys(
        new FetchSettings(issuer, jwksUri, policy, fetchTimeout, checkedFetchHeaders()),
        new KeyRules(timeToLive, staleLimit, replicaLag),
        httpClient,
        keys,
        new Clocks(clock, ticker),
        distrusted::see,
        keySetListener);
  }

  private List<FetchHeader> checkedFetchHeaders() {
    for (FetchHeader header : fetchHeaders) {
      checkPresent("fetchHeader", header.name());
      checkPresent("fetchHeader", header.value());
      if (!header.name().matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")
          || OUR_HEADERS.contains(header.name().toLowerCase(Locale.ROOT))) {
        throw new InvalidSettingException(
            "fetchHeader",
            // Without it: where "name: value" was expected, it may be a piece of the secret.
            "has a name that is none, or that the fetch itself needs; give another");
      }
      for (String host : header.hosts()) {
        checkHost("fetchHeader", host);
      }
    }
    return fetchHeaders;
  }

  private static void checkHost(String setting, String host) {
    if (!host.matches("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]")) {
      throw new InvalidSettingException(
          setting, shown(host) + " is not a host name; leave out scheme, port and path");
    }
  }

  private FetchPolicy fetchPolicy() {
    Set<String> hosts = new LinkedHashSet<>();
    for (String host : plainHttpHosts) {
      checkHost("allowPlainHttp", host);
      hosts.add(host.toLowerCase(Locale.ROOT));
    }
    if (!hosts.isEmpty()) {
      Log.write(
          System.Logger.Level.WARNING,
          "allowPlainHttp: keys may be fetched without TLS from "
              + hosts
              + "; whoever can change that traffic can make tokens");
    }
    return new FetchPolicy(hosts);
  }

  private static void checkAddress(String setting, URI address, FetchPolicy policy) {
    policy
        .objection(address)
        .ifPresent(
            objection -> {
              throw new InvalidSettingException(
                  setting, shown(address.toString()) + " " + objection + "; give an https URL");
            });
  }

  private static URI uri(String setting, String value) {
    try {
      return URI.create(value);
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(setting, shown(value) + " is not a URI");
    }
  }

  /** A value for the log, without the password that a URL may hold. */
  private static String shown(String value) {
    return '"' + value.replaceAll("(?s).*@", "...@") + '"';
  }
}
