package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.jwk.JwkSetReader;
import dev.tokenvalidator.internal.jwk.JwkSetReader.MalformedSetException;
import dev.tokenvalidator.internal.jws.ProviderFailureException;
import dev.tokenvalidator.internal.text.Quoted;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One fetch: of the JWK Set, and before it, where that is needed, of the metadata that says where
 * the set is (OpenID Connect Discovery 1.0 section 4, RFC 8414 section 3). Used by one thread.
 */
final class FetchAttempt {

  private static final Duration METADATA_LIFE = Duration.ofDays(1);
  private static final int FAILURES_UNTIL_METADATA_IS_FETCHED_AGAIN = 2;

  /**
   * A key set that was fetched.
   *
   * @param content its keys, of which there is at least one, and what was skipped
   * @param maxAge of {@code Cache-Control}, where it is positive
   * @param age how long the answer has been in caches
   * @param host where it was fetched from
   */
  record Fetched(
      JwkSetReader.Result content, Optional<Duration> maxAge, Duration age, String host) {}

  /**
   * A set that came with an {@code ETag}: whether it has changed can be asked.
   *
   * @param address where it came from
   * @param tag as the issuer wrote it
   * @param content of the set
   */
  record Tagged(URI address, String tag, JwkSetReader.Result content) {}

  /**
   * What one fetch leaves to the next.
   *
   * @param address of the keys, as the metadata said last
   * @param learntAt when it said so
   * @param doubtful whether to read the metadata again, because the keys may have moved
   * @param failures since the last success, or the last doubt
   * @param last the last set
   */
  record Memory(
      @Nullable URI address,
      @Nullable Moment learntAt,
      boolean doubtful,
      int failures,
      @Nullable Tagged last) {

    /**
     * After two failures the issuer may have moved its keys: its metadata is read again. Where they
     * were is not forgotten: they may be back there before the metadata is. The next request has no
     * condition, which may be what the issuer cannot bear.
     */
    Memory failed() {
      return failures + 1 >= FAILURES_UNTIL_METADATA_IS_FETCHED_AGAIN
          ? new Memory(address, learntAt, true, 0, null)
          : new Memory(address, learntAt, doubtful, failures + 1, null);
    }

    Memory succeeded(@Nullable Tagged set) {
      return new Memory(address, learntAt, doubtful, 0, set);
    }

    /** The address is good for another day, whatever comes of asking for it. */
    Memory asking(Moment now) {
      return new Memory(address, now, false, failures, last);
    }

    Memory learnt(URI found, Moment now) {
      return new Memory(found, now, false, failures, last);
    }

    boolean isCurrent(Moment now) {
      return learntAt != null && !doubtful && now.since(learntAt) < METADATA_LIFE.toNanos();
    }
  }

  /** Metadata and keys together. */
  private static final int MAX_BYTES = 256 * 1024;

  private static final String USER_AGENT = "token-validator";

  private final FetchSettings settings;
  private final FetchClient client;
  private final JwkSetReader reader;
  private final Clocks clocks;
  private final boolean onDemand;
  private Memory memory;
  private int bytesLeft = MAX_BYTES;

  FetchAttempt(
      FetchSettings settings,
      FetchClient client,
      JwkSetReader reader,
      Clocks clocks,
      Memory memory,
      boolean onDemand) {
    this.settings = settings;
    this.client = client;
    this.reader = reader;
    this.clocks = clocks;
    this.memory = memory;
    this.onDemand = onDemand;
  }

  /** What it leaves to the next. */
  Memory memory() {
    return memory;
  }

  Fetched run() throws FetchException, InterruptedException {
    client.begin();
    URI address = settings.jwksUri() != null ? settings.jwksUri() : addressOfKeys();
    boolean isFailure = true;
    try {
      Fetched fetched = keys(address);
      isFailure = false;
      return fetched;
    } catch (ProviderFailureException e) {
      // Not the issuer's failure: the keys are where they were.
      isFailure = false;
      throw new FetchException(e.problem(), e);
    } catch (MalformedSetException e) {
      throw new FetchException(e.problem());
    } finally {
      // An interrupt, too: a host that the keys have left may accept connections and be silent.
      memory = isFailure ? memory.failed() : memory;
    }
  }

  private Fetched keys(URI address)
      throws FetchException, InterruptedException, MalformedSetException, ProviderFailureException {
    Tagged last = memory.last();
    Tagged known = last != null && last.address().equals(address) ? last : null;
    HttpResponse<byte[]> response = get(address, known);
    JwkSetReader.Result content;
    if (known != null && response.statusCode() == 304) {
      content = known.content();
    } else if (response.statusCode() == 200) {
      content = reader.read(response.body());
    } else {
      throw statusOf("the JWK Set", address, response);
    }
    if (content.keys().isEmpty()) {
      throw FetchException.emptySet("the JWK Set holds no usable key", content.skipped());
    }
    String tag = response.headers().firstValue("ETag").orElse(null);
    if (response.statusCode() == 200) {
      known = tag == null || tag.isBlank() ? null : new Tagged(address, tag, content);
    }
    memory = memory.succeeded(known);
    return new Fetched(
        content,
        ResponseHeaders.maxAge(response.headers()),
        ResponseHeaders.age(response.headers()),
        address.getHost());
  }

  private URI addressOfKeys() throws FetchException, InterruptedException {
    URI known = memory.address();
    if (known == null) {
      return askForAddress();
    }
    if (memory.isCurrent(clocks.now())) {
      return known;
    }
    // If it fails, or takes so long that there is no time for the keys: keys that can be had are
    // not given up for the sake of their address.
    memory = memory.asking(clocks.now());
    try {
      return askForAddress();
    } catch (FetchException e) {
      return known;
    }
  }

  private URI askForAddress() throws FetchException, InterruptedException {
    IssuerMetadata metadata = new IssuerMetadata(settings.issuer(), settings.policy());
    URI address = metadata.discovery();
    HttpResponse<byte[]> response = get(address, null);
    if (response.statusCode() == 404) {
      address = metadata.authorizationServer();
      response = get(address, null);
    }
    if (response.statusCode() == 404 && metadata.mayLackLogtoPath()) {
      throw new FetchException(
          "the issuer has no metadata (404); the issuer of a Logto tenant ends with /oidc");
    }
    if (response.statusCode() != 200) {
      throw statusOf("the issuer's metadata", address, response);
    }
    URI found = metadata.jwksUri(response.body());
    memory = memory.learnt(found, clocks.now());
    return found;
  }

  private HttpResponse<byte[]> get(URI address, @Nullable Tagged known)
      throws FetchException, InterruptedException {
    HttpRequest request = request(address, known);
    HttpResponse<byte[]> response;
    try {
      response = client.send(request, info -> new BoundedBody(bytesLeft), settings.timeout());
    } catch (IOException e) {
      throw new FetchException(
          "no answer from " + Quoted.text(address.toString()) + ": " + Quoted.text(e.toString()),
          e);
    }
    bytesLeft -= response.body().length;
    String coding = ResponseHeaders.coding(response.headers()).orElse(null);
    if (coding != null) {
      throw new FetchException("an answer in content coding " + Quoted.text(coding));
    }
    return response;
  }

  private HttpRequest request(URI address, @Nullable Tagged known) throws FetchException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .setHeader("User-Agent", USER_AGENT)
            .setHeader("Accept", "application/jwk-set+json, application/json")
            .setHeader("Accept-Encoding", "identity");
    if (onDemand) {
      request.setHeader("Cache-Control", "no-cache");
    }
    if (known != null) {
      request.setHeader("If-None-Match", known.tag());
    }
    for (FetchHeader header : settings.headers()) {
      if (header.isFor(address, settings.configuredHosts())
          && settings.policy().objection(address).isEmpty()) {
        request.setHeader(header.name(), header.current());
      }
    }
    return request.build();
  }

  private FetchException statusOf(String what, URI address, HttpResponse<byte[]> response) {
    return FetchException.refused(
        what
            + " at "
            + Quoted.text(address.toString())
            + " was answered with status "
            + response.statusCode(),
        ResponseHeaders.retryAfter(response.headers(), clocks.wall().instant()).orElse(null));
  }
}
