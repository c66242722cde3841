package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.issuer.KeySetFetch.Fetched;
import dev.tokenvalidator.internal.issuer.KeySetFetch.Memory;
import dev.tokenvalidator.internal.issuer.KeySetFetch.Tagged;
import dev.tokenvalidator.internal.jwk.JwkSetReader;
import dev.tokenvalidator.internal.jwk.JwkSetReader.MalformedSetException;
import dev.tokenvalidator.internal.jws.ProviderFailureException;
import dev.tokenvalidator.internal.text.Quoted;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * One fetch: of the JWK Set, and before it, where that is needed, of the metadata that says where
 * the set is (OpenID Connect Discovery 1.0 section 4, RFC 8414 section 3). Used by one thread.
 */
final class FetchAttempt {

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
