package dev.tokenvalidator.jwks;

import dev.tokenvalidator.jwks.JwkSetReader.MalformedSetException;
import dev.tokenvalidator.jws.ProviderFailureException;
import dev.tokenvalidator.jws.Quoted;
import dev.tokenvalidator.jws.StrictJson;
import dev.tokenvalidator.jws.StrictJson.MalformedJsonException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the issuer's JWK Set, and first, where it is not configured, the metadata that says where
 * the set is (OpenID Connect Discovery 1.0 section 4, RFC 8414 section 3).
 *
 * <p>Used by one thread at a time. Blocks; its caller ends it by interrupting the thread, when the
 * time for all of it is over.
 */
final class KeySetFetch {

  private static final int MAX_BYTES = 256 * 1024;
  private static final Duration METADATA_LIFE = Duration.ofDays(1);
  private static final int FAILURES_UNTIL_METADATA_IS_FETCHED_AGAIN = 2;
  private static final Pattern MAX_AGE = Pattern.compile("(?:^|[\\s,])max-age=\"?(\\d{1,9})\\b");

  /** A date in any of the spellings that RFC 9110 section 5.6.7 wants read. */
  private static final DateTimeFormatter HTTP_DATE =
      new DateTimeFormatterBuilder()
          .appendOptional(DateTimeFormatter.RFC_1123_DATE_TIME)
          .appendOptional(inEnglish("EEEE, dd-MMM-yy HH:mm:ss 'GMT'"))
          .appendOptional(inEnglish("EEE MMM ppd HH:mm:ss yyyy"))
          .toFormatter(Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final String issuer;
  private final @Nullable URI configured;
  private final FetchPolicy policy;
  private final FetchClient client;
  private final Duration timeout;
  private final JwkSetReader reader;
  private final Clocks clocks;

  private @Nullable URI discovered;
  private Clocks.@Nullable Moment discoveredAt;
  private boolean isDoubtful;
  private int failures;

  KeySetFetch(
      String issuer,
      @Nullable URI configured,
      FetchPolicy policy,
      FetchClient client,
      Duration timeout,
      JwkSetReader reader,
      Clocks clocks) {
    this.issuer = issuer;
    this.configured = configured;
    this.policy = policy;
    this.client = client;
    this.timeout = timeout;
    this.reader = reader;
    this.clocks = clocks;
  }

  /**
   * A key set that was fetched.
   *
   * @param content its keys, of which there is at least one, and what was skipped
   * @param maxAge of {@code Cache-Control}, where it is positive
   * @param host where it was fetched from
   */
  record Fetched(JwkSetReader.Result content, Optional<Duration> maxAge, String host) {}

  Fetched fetch() throws FetchException, InterruptedException {
    Budget budget = new Budget();
    URI address = configured != null ? configured : discover(budget);
    try {
      HttpResponse<byte[]> response = get(address, budget);
      if (response.statusCode() != 200) {
        throw statusOf("the JWK Set", address, response);
      }
      JwkSetReader.Result content = reader.read(response.body());
      if (content.keys().isEmpty()) {
        throw FetchException.emptySet("the JWK Set holds no usable key", content.skipped());
      }
      failures = 0;
      return new Fetched(content, maxAge(response), address.getHost());
    } catch (ProviderFailureException e) {
      // Not the issuer's failure: the keys are where they were.
      throw new FetchException(e.problem(), e);
    } catch (MalformedSetException e) {
      throw failed(new FetchException(e.problem()));
    } catch (FetchException e) {
      throw failed(e);
    } catch (InterruptedException e) {
      throw failed(e); // a host that the keys have left may well accept connections and be silent
    } catch (RuntimeException e) {
      throw failed(e); // the client's, of an address that it cannot even try
    }
  }

  /**
   * After two failures the issuer may have moved its keys: its metadata is read again. Where they
   * were is not forgotten: they may be back there before the metadata is.
   */
  private <E extends Exception> E failed(E e) {
    failures++;
    if (failures >= FAILURES_UNTIL_METADATA_IS_FETCHED_AGAIN) {
      isDoubtful = true;
      failures = 0;
    }
    return e;
  }

  private URI discover(Budget budget) throws FetchException, InterruptedException {
    URI known = discovered;
    if (known == null) {
      return rediscover(budget);
    }
    boolean isCurrent =
        discoveredAt != null && clocks.since(discoveredAt).compareTo(METADATA_LIFE) < 0;
    if (isCurrent && !isDoubtful) {
      return known;
    }
    // If it fails, or takes so long that there is no time for the keys, the known address is good
    // for another day: keys that can be had are not given up for the sake of their address.
    discoveredAt = clocks.now();
    isDoubtful = false;
    try {
      return rediscover(budget);
    } catch (FetchException e) {
      return known;
    }
  }

  private URI rediscover(Budget budget) throws FetchException, InterruptedException {
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    URI address = URI.create(base + "/.well-known/openid-configuration");
    HttpResponse<byte[]> response = get(address, budget);
    if (response.statusCode() == 404) {
      URI root = URI.create(base);
      address =
          root.resolve(
              "/.well-known/oauth-authorization-server"
                  + (root.getRawPath() == null ? "" : root.getRawPath()));
      response = get(address, budget);
    }
    if (response.statusCode() == 404 && !base.endsWith("/oidc")) {
      throw new FetchException(
          "the issuer has no metadata (404); the issuer of a Logto tenant ends with /oidc");
    }
    if (response.statusCode() != 200) {
      throw statusOf("the issuer's metadata", address, response);
    }
    URI found = jwksUri(response.body());
    discovered = found;
    discoveredAt = clocks.now();
    return found;
  }

  private URI jwksUri(byte[] json) throws FetchException {
    Map<String, @Nullable Object> metadata;
    try {
      metadata = StrictJson.object(json);
    } catch (MalformedJsonException e) {
      throw new FetchException("the issuer's metadata is " + e.found());
    }
    // RFC 8414 section 3.3: otherwise one issuer could speak for another.
    if (!issuer.equals(metadata.get("issuer"))) {
      throw new FetchException(
          "the metadata is that of issuer "
              + (metadata.get("issuer") instanceof String other ? Quoted.text(other) : "(none)")
              + ", not of "
              + Quoted.text(issuer));
    }
    if (!(metadata.get("jwks_uri") instanceof String text)) {
      throw new FetchException("the metadata has no jwks_uri");
    }
    URI found;
    try {
      found = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new FetchException("the metadata's jwks_uri is not a URI");
    }
    Optional<String> objection = policy.objection(found, URI.create(issuer));
    if (objection.isPresent()) {
      throw new FetchException("the metadata's jwks_uri " + objection.get());
    }
    return found;
  }

  private HttpResponse<byte[]> get(URI address, Budget budget)
      throws FetchException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .header("Accept", "application/jwk-set+json, application/json")
            .header("Accept-Encoding", "identity")
            .build();
    HttpResponse<byte[]> response;
    try {
      response = client.send(request, info -> new BoundedBody(budget.bytes), timeout);
    } catch (IOException e) {
      throw new FetchException(
          "no answer from " + Quoted.text(address.toString()) + ": " + Quoted.text(e.toString()),
          e);
    }
    budget.bytes -= response.body().length;
    String coding = response.headers().firstValue("Content-Encoding").orElse("identity");
    if (!coding.equalsIgnoreCase("identity")) {
      throw new FetchException("an answer in content coding " + Quoted.text(coding));
    }
    return response;
  }

  private FetchException statusOf(String what, URI address, HttpResponse<byte[]> response) {
    return FetchException.refused(
        what
            + " at "
            + Quoted.text(address.toString())
            + " was answered with status "
            + response.statusCode(),
        response.headers().firstValue("Retry-After").flatMap(this::retryAfter).orElse(null));
  }

  /** RFC 9110 section 10.2.3: seconds, or a date. */
  private Optional<Duration> retryAfter(String value) {
    if (value.matches("\\d+")) {
      // More digits than nine are as good as nine of them: whoever uses it has a limit far below.
      return Optional.of(
          Duration.ofSeconds(value.length() > 9 ? 999_999_999 : Long.parseLong(value)));
    }
    try {
      Instant date = HTTP_DATE.parse(value, Instant::from);
      return Optional.of(Duration.between(clocks.wall().instant(), date));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static DateTimeFormatter inEnglish(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
  }

  private static Optional<Duration> maxAge(HttpResponse<byte[]> response) {
    String value =
        String.join(",", response.headers().allValues("Cache-Control")).toLowerCase(Locale.ROOT);
    if (value.contains("no-cache") || value.contains("no-store")) {
      // Taken literally this would be a fetch for every token; Logto sends it with every set.
      return Optional.empty();
    }
    Matcher matcher = MAX_AGE.matcher(value);
    return matcher.find() && Long.parseLong(matcher.group(1)) > 0
        ? Optional.of(Duration.ofSeconds(Long.parseLong(matcher.group(1))))
        : Optional.empty();
  }

  /** What metadata and keys together may still take. */
  private static final class Budget {
    private int bytes = MAX_BYTES;
  }
}
