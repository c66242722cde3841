package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.Answer;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.io.File;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** After close nothing of the validator is left: no thread, no waiting caller, no class loader. */
@Tag("slow")
class ValidatorCloseTest extends IssuerTestBase {

  private static final Duration LONG = Duration.ofSeconds(10);

  @Test
  @Tag("F35")
  void stopsAllThreadsOnClose() throws Exception {
    String token = issuer.token().mint();
    // Close it during a fetch that a caller waits for.
    issuer.jwks().answer(Answer.hang());
    AccessTokenValidator busy = validatorFor(issuer).build();
    CompletableFuture<ValidationUnavailableException> waiting =
        CompletableFuture.supplyAsync(() -> unavailabilityOf(busy, token));
    issuer.jwks().awaitRequests(1, LONG);
    busy.close();
    assertThat(waiting.get(3, TimeUnit.SECONDS).retryAfter()).isPositive();
    Threads.assertEnd(Threads.named("token-validator.*"));

    issuer.jwks().heal();
    for (int i = 0; i < 100; i++) {
      // With one algorithm only, as each is tested before its first use.
      try (AccessTokenValidator deployed =
          validatorFor(issuer).algorithms(SignatureAlgorithm.ES384).build()) {
        assertThat(deployed.validate(token).issuer()).isEqualTo(issuer.issuer());
      }
    }
    Threads.assertEnd(Threads.named("token-validator.*"));
    // Without a close, the workers of an HTTP client stay for a minute.
    Threads.assertEnd(Threads.named("HttpClient-\\d+-Worker.*"));
  }

  @Test
  void stopsIdleAndWaitingThreadsOnClose() throws Exception {
    String token = issuer.token().mint();
    issuer.jwks().answer(Answer.hang());
    // HTTP clients of other tests keep their threads for a while.
    Set<Thread> others = Set.copyOf(Thread.getAllStackTraces().keySet());
    AccessTokenValidator idle = validatorFor(issuer).build();
    AccessTokenValidator hanging = validatorFor(issuer).build();
    ExecutorService caller = Executors.newSingleThreadExecutor();
    try {
      Callable<ValidationUnavailableException> call = () -> unavailabilityOf(hanging, token);
      Future<ValidationUnavailableException> waiting = caller.submit(call);
      issuer.jwks().awaitRequests(1, LONG);

      hanging.close();

      // The waiting caller is released at once, and not after the five seconds of the fetch.
      assertThat(waiting.get().retryAfter()).isPositive();
      idle.close();
      // Before Java 21 an HTTP client could not be closed.
      String ours =
          Runtime.version().feature() < 21 ? "token-validator.*" : "(token-validator|HttpClient).*";
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (thread.getName().matches(ours) && !others.contains(thread)) {
          thread.join(1_000);
          assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
      }
    } finally {
      caller.shutdownNow();
    }
  }

  @Test
  void releasesWaitersOnClose() throws Exception {
    issuer.jwks().answer(Answer.hang());
    AccessTokenValidator validator = validatorFor(issuer).fetchTimeout(LONG).build();
    String token = issuer.token().mint();
    CompletableFuture<ValidationUnavailableException> waiting =
        CompletableFuture.supplyAsync(() -> unavailabilityOf(validator, token));
    issuer.jwks().awaitRequests(1, LONG);

    validator.close();

    assertThat(waiting.get(3, TimeUnit.SECONDS).retryAfter()).isPositive();
  }

  @Test
  void abandonsAFetchOnCloseWhenTheHttpClientIgnoresInterrupts() throws Exception {
    UninterruptibleHttpClient client = new UninterruptibleHttpClient();
    try {
      AccessTokenValidator validator = validatorFor(issuer).httpClient(client).build();
      String token = issuer.token().mint();
      CompletableFuture<ValidationUnavailableException> waiting =
          CompletableFuture.supplyAsync(() -> unavailabilityOf(validator, token));
      client.awaitRequest();

      validator.close();

      assertThat(waiting.get(3, TimeUnit.SECONDS).retryAfter()).isPositive();
      Threads.assertEnd(Threads.named("token-validator-fetch"));
    } finally {
      client.release();
    }
  }

  @Test
  @Tag("F35")
  void fetchesNothingAfterClose() {
    AccessTokenValidator validator = validatorFor(issuer).build();
    accepts(validator);
    validator.close();
    validator.close();

    accepts(validator); // the key is known
    unavailabilityOf(
        validator,
        UnknownKeys.like(issuer.token().mint())); // nothing is fetched, so there is no proof
    issuer.clock().advance(Duration.ofHours(13));
    unavailabilityOf(validator, issuer.token().mint());
    assertThat(issuer.jwks().requestCount()).isEqualTo(1);
    assertThat(Threads.named("token-validator-fetch")).isEmpty();
  }

  @Test
  @Tag("F35")
  void keepsTheGivenHttpClientOpenOnClose() {
    HttpClient client = HttpClient.newHttpClient();
    for (int i = 0; i < 2; i++) {
      try (AccessTokenValidator validator = validatorFor(issuer).httpClient(client).build()) {
        accepts(validator);
      }
    }
    assertThat(issuer.jwks().requestCount()).isEqualTo(2);
  }

  @Test
  void isCollectedWithoutClose() throws Exception {
    ReferenceQueue<AccessTokenValidator> collected = new ReferenceQueue<>();
    WeakReference<AccessTokenValidator> validator = forgotten(collected);

    for (int i = 0; i < 60 && !validator.refersTo(null); i++) {
      System.gc();
      collected.remove(250);
    }

    assertThat(validator.refersTo(null)).isTrue();
  }

  private WeakReference<AccessTokenValidator> forgotten(
      ReferenceQueue<AccessTokenValidator> queue) {
    AccessTokenValidator validator = validatorFor(issuer).build();
    accepts(validator);
    return new WeakReference<>(validator, queue);
  }

  /** A typical application, which keeps its validator in a static field. */
  public static final class Application implements Consumer<List<String>> {

    private static final List<AccessTokenValidator> VALIDATORS = new ArrayList<>();

    @Override
    public void accept(List<String> arguments) {
      VALIDATORS.add(
          AccessTokenValidator.builder()
              .issuer(arguments.get(0))
              .audience(arguments.get(1))
              .build());
      for (AccessTokenValidator validator : VALIDATORS) {
        if (!validator.validate(arguments.get(2)).issuer().equals(arguments.get(0))) {
          throw new AssertionError("not accepted");
        }
        validator.close();
      }
    }
  }

  /** Loads its own classes, as a container's loaders do, and only the JDK's from its parent. */
  private static final class ApplicationLoader extends URLClassLoader {
    ApplicationLoader(URL[] urls) {
      super(urls, ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.matches("(dev|com\\.nimbusds|com\\.fasterxml|org\\.jspecify)\\..*")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded != null ? loaded : findClass(name);
      }
    }
  }

  @Test
  @Tag("F35")
  void allowsTheClassLoaderOfAClosedApplicationToBeCollected() throws Exception {
    ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
    WeakReference<ClassLoader> loader = deployAndUndeploy(collected);

    for (int i = 0; i < 60 && !loader.refersTo(null); i++) {
      System.gc();
      collected.remove(250);
    }

    assertThat(loader.refersTo(null)).isTrue();
  }

  private WeakReference<ClassLoader> deployAndUndeploy(ReferenceQueue<ClassLoader> collected)
      throws Exception {
    URLClassLoader application = new ApplicationLoader(urls());
    Class<?> type = application.loadClass(Application.class.getName());
    assertThat(type).isNotSameAs(Application.class);
    @SuppressWarnings("unchecked")
    Consumer<List<String>> main =
        (Consumer<List<String>>) type.getDeclaredConstructor().newInstance();
    List<String> arguments =
        List.of(issuer.issuer(), issuer.resource().indicator(), issuer.token().mint());
    ExecutorService container = Executors.newSingleThreadExecutor();
    try {
      container
          .submit(
              () -> {
                Thread.currentThread().setContextClassLoader(application);
                main.accept(arguments);
              })
          .get();
    } finally {
      container.shutdown();
      assertThat(container.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
    application.close();
    return new WeakReference<>(application, collected);
  }

  private static URL[] urls() throws Exception {
    String path =
        System.getProperty("jdk.module.path", "")
            + File.pathSeparator
            + System.getProperty("java.class.path");
    List<URL> urls = new ArrayList<>();
    urls.add(Path.of("target", "classes").toUri().toURL());
    urls.add(Path.of("target", "test-classes").toUri().toURL());
    for (String entry : path.split(File.pathSeparator, -1)) {
      String name = Path.of(entry).getFileName() == null ? "" : Path.of(entry).getFileName() + "";
      if (name.matches("(nimbus|jackson|caffeine|jspecify).*\\.jar")) {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    return urls.toArray(URL[]::new);
  }
}
