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
 * One fetch of the JWK Set. If necessary, it first fetches the metadata that says where the set is
 * (OpenID Connect Discovery 1.0 section 4, RFC 8414 section 3). Used by one thread.
 */
final class FetchAttempt {

  private static final Duration METADATA_TIME_TO_LIVE = Duration.ofDays(1);
  private static final int FAILURES_BEFORE_NEW_METADATA = 2;

  /**
   * A key set that was fetched.
   *
   * @param content its keys, at least one, and the skipped entries
   * @param maxAge from {@code Cache-Control}; empty if it is not positive
   * @param age how long the response has been in caches
   * @param host the host that sent it
   */
  record Fetched(
      JwkSetReader.Result content, Optional<Duration> maxAge, Duration age, String host) {}

  /**
   * A set that came with an {@code ETag}, so that we can ask whether it has changed.
   *
   * @param address where it came from
   * @param tag the {@code ETag}, exactly as the issuer wrote it
   * @param content of the set
   */
  record Tagged(URI address, String tag, JwkSetReader.Result content) {}

  /**
   * What one fetch remembers for the next.
   *
   * @param address of the keys, from the metadata that was read last
   * @param learntAt when we read or last asked for that metadata
   * @param doubtful whether to read the metadata again, because the keys may have moved
   * @param failures the number of failures since the last success, or since {@code doubtful} was
   *     set
   * @param last the last set; null if we cannot ask whether it has changed
   */
  record Memory(
      @Nullable URI address,
      @Nullable Moment learntAt,
      boolean doubtful,
      int failures,
      @Nullable Tagged last) {

    /**
     * After two failures the issuer may have moved its keys, so the next fetch reads its metadata
     * again. The old address is kept, because the keys may be available again before the metadata
     * is. The next request has no {@code If-None-Match}: that may be what the issuer fails on.
     */
    Memory failed() {
      return failures + 1 >= FAILURES_BEFORE_NEW_METADATA
          ? new Memory(address, learntAt, true, 0, null)
          : new Memory(address, learntAt, doubtful, failures + 1, null);
    }

    /**
     * After a fetch that was abandoned and still runs. If it was to read the metadata, it may hang
     * there, so the next one takes the address that is known.
     */
    Memory abandoned(Moment now) {
      return address != null && !isCurrent(now) ? keepingAddress(now) : failed();
    }

    Memory succeeded(@Nullable Tagged set) {
      return new Memory(address, learntAt, doubtful, 0, set);
    }

    /** Keeps the address for another day, even if reading the metadata fails now. */
    Memory keepingAddress(Moment now) {
      return new Memory(address, now, false, failures, last);
    }

    Memory learnt(URI found, Moment now) {
      return new Memory(found, now, false, failures, last);
    }

    boolean isCurrent(Moment now) {
      return learntAt != null && !doubtful && now.since(learntAt) < METADATA_TIME_TO_LIVE.toNanos();
    }
  }

  /** The limit for metadata and keys together. */
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

  /** What to remember for the next fetch. */
  Memory memory() {
    return memory;
  }

  Fetched run() throws FetchException, InterruptedException {
    client.begin();
    URI address = settings.jwksUri() != null ? settings.jwksUri() : keysAddress();
    boolean isFailure = true;
    try {
      Fetched fetched = fetchKeys(address);
      isFailure = false;
      return fetched;
    } catch (ProviderFailureException e) {
      // This is not the issuer's failure, so its keys have not moved.
      isFailure = false;
      throw new FetchException(e.problem(), e);
    } catch (MalformedSetException e) {
      throw new FetchException(e.problem());
    } finally {
      // An interrupt counts as a failure, too: if the keys have moved, the old host may accept a
      // connection and never respond.
      memory = isFailure ? memory.failed() : memory;
    }
  }

  private Fetched fetchKeys(URI address)
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
      throw unexpectedStatus(true, address, response);
    }
    if (content.keys().isEmpty()) {
      throw FetchException.emptySet(content.withoutUsableKey(), content.skipped());
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

  private URI keysAddress() throws FetchException, InterruptedException {
    URI known = memory.address();
    if (known == null) {
      return fetchAddress();
    }
    if (memory.isCurrent(clocks.now())) {
      return known;
    }
    // Before the request, so that the address is also kept if reading the metadata uses up the time
    // for the keys: a failure to confirm their address must not cost us keys that we can get.
    memory = memory.keepingAddress(clocks.now());
    try {
      return fetchAddress();
    } catch (FetchException e) {
      return known;
    }
  }

  private URI fetchAddress() throws FetchException, InterruptedException {
    IssuerMetadata metadata = new IssuerMetadata(settings.issuer(), settings.policy());
    IssuerHints hints = new IssuerHints(settings);
    URI first = metadata.discovery();
    URI address = first;
    HttpResponse<byte[]> response = get(address, null);
    if (response.statusCode() == 404) {
      address = metadata.authorizationServer();
      response = get(address, null);
      if (response.statusCode() != 200) {
        throw refused(
            "no metadata of the issuer at "
                + Quoted.own(first.toString())
                + " (status 404), nor at "
                + Quoted.own(address.toString())
                + " (status "
                + response.statusCode()
                + ")"
                + hints.noMetadata(),
            response);
      }
    }
    if (response.statusCode() != 200) {
      throw unexpectedStatus(false, address, response);
    }
    URI found = metadata.jwksUri(response.body(), address, hints);
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
          "no response from "
              + Quoted.own(address.toString())
              + ": "
              + ConnectionFault.of(e, address, client.proxyFor(address).orElse(null)),
          e);
    }
    bytesLeft -= response.body().length;
    String coding = ResponseHeaders.coding(response.headers()).orElse(null);
    if (coding != null) {
      throw new FetchException("a response with content coding " + Quoted.own(coding));
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
      if (header.maySendTo(address, settings.configuredHosts())
          && settings.policy().objection(address).isEmpty()) {
        request.setHeader(header.name(), header.current());
      }
    }
    return request.build();
  }

  private FetchException unexpectedStatus(
      boolean forKeys, URI address, HttpResponse<byte[]> response) {
    int status = response.statusCode();
    Optional<String> location =
        response.headers().firstValue("Location").filter(target -> status / 100 == 3);
    return refused(
        (forKeys ? "the JWK Set" : "the issuer's metadata")
            + " at "
            + Quoted.own(address.toString())
            + " returned status "
            + status
            + location
                .map(target -> new IssuerHints(settings).redirect(address, target, forKeys))
                .orElse(""),
        response);
  }

  private FetchException refused(String message, HttpResponse<byte[]> response) {
    return FetchException.refused(
        message,
        ResponseHeaders.retryAfter(response.headers(), clocks.wall().instant()).orElse(null));
  }
}
