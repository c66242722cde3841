package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.text.Log;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client that keys are fetched with: one that was given, or one of our own, which leaves
 * nothing behind.
 *
 * <p>Up to Java 20 a client cannot be closed: its thread ends once nobody refers to it, which is
 * why it is let go of here. That thread refers to the class loader of whoever made it, and an
 * application that keeps its validator in a static field would keep them all alive for ever.
 */
final class FetchClient implements AutoCloseable {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  /** Null for a client that was given. */
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
    // The client's own workers wait a minute for more to do; fetches are further apart than that.
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
   * To be called before the requests of a fetch.
   *
   * @throws FetchException if too many earlier fetches still hang
   */
  void begin() throws FetchException {
    // Workers of fetches that are over hang in a look-up of a host name.
    if (workers != null && !attempts.tryMake(workers.getActiveCount())) {
      throw new FetchException(
          "not fetched, because "
              + workers.getActiveCount()
              + " earlier fetches still hang, probably in the look-up of the host's name");
    }
  }

  /**
   * Waits for an answer, and not for the client: a look-up of a host name is deaf to interrupts,
   * and so may be a client that was given. It is left to itself, on a thread of its own.
   *
   * @throws InterruptedException if the thread is interrupted, or the time is over
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

  private static IOException failure(@Nullable Throwable cause) {
    if (cause instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof IOException failed ? failed : new IOException(cause);
  }

  /** At once: where it has a {@code close}, that would wait for whatever is still under way. */
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
