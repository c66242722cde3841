package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.text.Log;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client that fetches keys. It is the application's, or our own, which leaves no thread
 * behind.
 *
 * <p>Up to Java 20 a client cannot be closed. Its thread ends when nothing refers to the client, so
 * {@link #close} drops the reference. That thread refers to the class loader of the code that made
 * the client: an application with a validator in a static field would otherwise keep its class
 * loader alive forever.
 */
final class FetchClient implements AutoCloseable {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  /** Null for a client of the application. */
  private final @Nullable ThreadPoolExecutor workers;

  private final HangingAttempts attempts;

  private volatile @Nullable HttpClient client;

  private FetchClient(HttpClient client, @Nullable ThreadPoolExecutor workers, Clocks clocks) {
    this.client = client;
    this.workers = workers;
    this.attempts = new HangingAttempts(clocks);
  }

  static FetchClient given(HttpClient client, Clocks clocks) {
    return new FetchClient(client, null, clocks);
  }

  static FetchClient own(Clocks clocks) {
    // By default, idle workers of a client live for a minute. Fetches are further apart than that.
    ThreadPoolExecutor workers =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            100,
            TimeUnit.MILLISECONDS,
            new SynchronousQueue<>(),
            task -> DetachedThread.of(task, "token-validator-http"));
    return new FetchClient(
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .executor(workers)
            .build(),
        workers,
        clocks);
  }

  /**
   * Must be called before the first request of a fetch.
   *
   * @throws FetchException if too many earlier fetches still hang
   */
  void begin() throws FetchException {
    // A worker that is still active for an earlier fetch hangs in a host name lookup.
    if (workers != null && !attempts.tryMake(workers.getActiveCount())) {
      throw new FetchException(
          "no fetch was started, because "
              + workers.getActiveCount()
              + " earlier fetches still hang, probably in a look-up of the host name");
    }
  }

  /**
   * Sends a request and waits for the response. It never waits for the client beyond that: a host
   * name lookup ignores interrupts, and so may a client of the application. Such a request
   * continues on a thread of its own.
   *
   * @throws InterruptedException if the thread is interrupted, or the time is up
   */
  <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> body, Duration atMost)
      throws IOException, InterruptedException {
    HttpClient current = client;
    if (current == null) {
      throw new IOException("closed");
    }
    CompletableFuture<HttpResponse<T>> answer = current.sendAsync(request, body);
    try {
      return answer.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new InterruptedException();
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  /** The proxy that an address is reached through, as host and port; empty for none. */
  Optional<String> proxyFor(URI address) {
    HttpClient current = client;
    ProxySelector selector =
        current == null ? null : current.proxy().orElseGet(ProxySelector::getDefault);
    if (selector == null) {
      return Optional.empty();
    }
    try {
      return selector.select(address).stream()
          .findFirst()
          .filter(proxy -> proxy.type() == Proxy.Type.HTTP)
          .map(Proxy::address)
          .filter(InetSocketAddress.class::isInstance)
          .map(InetSocketAddress.class::cast)
          .map(proxy -> proxy.getHostString() + ":" + proxy.getPort());
    } catch (RuntimeException e) {
      // Only a message lacks it.
      return Optional.empty();
    }
  }

  private static IOException failure(@Nullable Throwable cause) {
    if (cause instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof IOException failed ? failed : new IOException(cause);
  }

  /** Does not wait. {@code HttpClient.close}, if it exists, would wait for pending requests. */
  @Override
  public void close() {
    HttpClient last = client;
    client = null;
    if (workers == null || last == null || Runtime.version().feature() < 21) {
      return;
    }
    try {
      HttpClient.class.getMethod("shutdownNow").invoke(last);
    } catch (ReflectiveOperationException e) {
      Log.write(System.Logger.Level.DEBUG, "the HTTP client did not close", e);
    }
  }
}
