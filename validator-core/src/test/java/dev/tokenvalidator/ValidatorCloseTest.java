package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenvalidator.fixtures.Answer;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.keys.KeySetEvent;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.io.File;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Threads that are interrupted, that die, or that are to be gone. */
@Tag("slow")
class IssuerThreadsTest {

  private static final Duration LONG = Duration.ofSeconds(10);

  private final TestIssuer issuer = TestIssuer.start();

  @AfterEach
  void close() {
    issuer.close();
  }

  private void accepts(AccessTokenValidator validator) {
    assertThat(validator.validate(issuer.token().mint()).issuer()).isEqualTo(issuer.issuer());
  }

  private static List<Thread> threadsNamed(String pattern) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().matches(pattern))
        .toList();
  }

  private static void assertEnd(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join(5_000);
      assertThat(thread.isAlive()).as(thread.getName()).isFalse();
    }
  }

  @Test
  @Tag("F35")
  void stopsAllThreadsOnClose() throws Exception {
    String token = issuer.token().mint();
    // In the middle of a fetch that somebody waits for.
    issuer.jwks().answer(Answer.hang());
    AccessTokenValidator busy = validatorFor(issuer).build();
    CompletableFuture<ValidationUnavailableException> waiting =
        CompletableFuture.supplyAsync(() -> unavailabilityOf(busy, token));
    issuer.jwks().awaitRequests(1, LONG);
    busy.close();
    assertThat(waiting.get(3, TimeUnit.SECONDS).retryAfter()).isPositive();
    assertEnd(threadsNamed("token-validator.*"));

    issuer.jwks().heal();
    for (int i = 0; i < 100; i++) {
      // One algorithm only: each is tested before its first use, which is not what this is about.
      try (AccessTokenValidator deployed =
          validatorFor(issuer).algorithms(SignatureAlgorithm.ES384).build()) {
        assertThat(deployed.validate(token).issuer()).isEqualTo(issuer.issuer());
      }
    }
    assertEnd(threadsNamed("token-validator.*"));
    // The workers of an HTTP client wait a minute for more to do, unless they are told to end.
    assertEnd(threadsNamed("HttpClient-\\d+-Worker.*"));
  }

  /** An application as it is often written: its validator is for ever, and so in a static field. */
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

  /** Has classes of its own, as a container's loaders do: it asks its parent for the JDK's only. */
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

  @Test
  @Tag("F36")
  void releasesOnlyTheInterruptedCaller() throws Exception {
    try (AccessTokenValidator validator = validatorFor(issuer).fetchTimeout(LONG).build()) {
      // Without any keys.
      issuer.jwks().answer(Answer.hang());
      String good = issuer.token().mint();
      interruptsOneOfTwo(validator, good, 1);
      assertThat(issuer.jwks().requestCount()).isEqualTo(1);

      // With keys, but for one that is not among them.
      issuer.jwks().heal();
      accepts(validator);
      issuer.keys().rotateKeepingOld();
      issuer.clock().advance(Duration.ofMinutes(1));
      issuer.jwks().answer(Answer.hang());
      interruptsOneOfTwo(validator, issuer.token().mint(), 2);
      assertThat(issuer.jwks().requestCount()).isEqualTo(2);
    }
  }

  private void interruptsOneOfTwo(AccessTokenValidator validator, String token, int requests)
      throws Exception {
    AtomicReference<@Nullable Throwable> seen = new AtomicReference<>();
    CompletableFuture<Boolean> flag = new CompletableFuture<>();
    Thread victim =
        new Thread(
            () -> {
              try {
                validator.validate(token);
              } catch (Throwable e) {
                seen.set(e);
              }
              flag.complete(Thread.currentThread().isInterrupted());
            });
    victim.start();
    issuer.jwks().awaitRequests(requests, LONG);
    CompletableFuture<String> other =
        CompletableFuture.supplyAsync(() -> validator.validate(token).issuer());

    victim.interrupt();

    assertThat(flag.get(5, TimeUnit.SECONDS)).isTrue();
    assertThat(seen.get()).isInstanceOf(ValidationUnavailableException.class);
    issuer.jwks().heal();
    assertThat(other.get(5, TimeUnit.SECONDS)).isEqualTo(issuer.issuer());
  }

  /** Fails on the thread that fetches, as often as it is told to. */
  private static final class Faults {
    private final AtomicInteger left = new AtomicInteger();

    void next(int number) {
      left.set(number);
    }

    void pass() {
      if (Thread.currentThread().getName().equals("token-validator-fetch")
          && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        throw new StackOverflowError("provoked");
      }
    }
  }

  @Test
  @Tag("F37")
  void recoversAfterAClockThrowsAnError() {
    Faults wall = new Faults();
    Faults ticks = new Faults();
    InstantSource clock =
        () -> {
          wall.pass();
          return issuer.clock().instant();
        };
    LongSupplier ticker =
        () -> {
          ticks.pass();
          return issuer.clock().getAsLong();
        };
    KeySetLog events = new KeySetLog();
    try (AccessTokenValidator validator =
        validatorFor(issuer)
            .jwksUri(issuer.jwks().uri())
            .clock(clock, ticker)
            .listener(events)
            .build()) {
      int round = 0;
      for (Faults faults : List.of(wall, ticks)) {
        int loads = ++round;
        faults.next(1);
        cannotTellAndAsksOnceAtMost(validator);
        // Like any failure it is told, and it is not repeated at once.
        assertThat(faults.left.get()).isZero();
        events.await(() -> events.count("LoadFailed") == loads);
        issuer.clock().advance(Duration.ofHours(13));
        accepts(validator);
        // The listener is told after the callers who waited were let go.
        events.await(() -> events.count("Loaded") == loads);
        issuer.clock().advance(Duration.ofHours(13));
      }
    }
  }

  private void cannotTellAndAsksOnceAtMost(AccessTokenValidator validator) {
    int requests = issuer.jwks().requestCount();
    for (int i = 0; i < 10; i++) {
      unavailabilityOf(validator, issuer.token().mint());
    }
    assertThat(issuer.jwks().requestCount() - requests).isLessThanOrEqualTo(1);
  }

  @Test
  @Tag("F37")
  void recoversAfterAListenerThrowsAnError() {
    AtomicInteger errors = new AtomicInteger();
    ValidatorListener failing =
        new ValidatorListener() {
          @Override
          public void keySetChanged(KeySetEvent event) {
            errors.incrementAndGet();
            throw new StackOverflowError("provoked");
          }
        };
    try (AccessTokenValidator validator = validatorFor(issuer).listener(failing).build()) {
      accepts(validator);
      int loaded = errors.get();
      assertThat(loaded).isPositive();

      String junk = UnknownKeys.like(issuer.token().mint());
      assertThatThrownBy(() -> validator.validate(junk))
          .isInstanceOf(TokenValidationException.class);
      assertThat(errors).hasValueGreaterThan(loaded);

      accepts(validator);
      issuer.clock().advance(Duration.ofMinutes(10));
      accepts(validator);
      issuer.jwks().awaitRequests(2, LONG);
      validator.refreshKeys();
      accepts(validator);
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
        validator, UnknownKeys.like(issuer.token().mint())); // nobody is asked, so none can tell
    issuer.clock().advance(Duration.ofHours(13));
    unavailabilityOf(validator, issuer.token().mint());
    assertThat(issuer.jwks().requestCount()).isEqualTo(1);
    assertThat(threadsNamed("token-validator-fetch")).isEmpty();
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

  /** As while the system looks up the name of a host, which nothing can interrupt. */
  @Test
  void abandonsAFetchAtItsDeadlineWhenTheHttpClientIgnoresInterrupts() throws Exception {
    DeafHttpClient deaf = new DeafHttpClient();
    try (AccessTokenValidator validator =
        validatorFor(issuer).httpClient(deaf).fetchTimeout(Duration.ofMillis(300)).build()) {
      for (int attempt = 0; attempt < 2; attempt++) {
        assertThat(unavailabilityOf(validator, issuer.token().mint()))
            .hasMessageContaining("no complete answer within 300 ms");
        assertEnd(threadsNamed("token-validator-fetch"));
        issuer.clock().advance(Duration.ofSeconds(5));
      }
    } finally {
      deaf.release();
    }
  }

  @Test
  void abandonsAFetchOnCloseWhenTheHttpClientIgnoresInterrupts() throws Exception {
    DeafHttpClient deaf = new DeafHttpClient();
    try {
      AccessTokenValidator validator = validatorFor(issuer).httpClient(deaf).build();
      String token = issuer.token().mint();
      CompletableFuture<ValidationUnavailableException> waiting =
          CompletableFuture.supplyAsync(() -> unavailabilityOf(validator, token));
      deaf.awaitRequest();

      validator.close();

      assertThat(waiting.get(3, TimeUnit.SECONDS).retryAfter()).isPositive();
      assertEnd(threadsNamed("token-validator-fetch"));
    } finally {
      deaf.release();
    }
  }
}
