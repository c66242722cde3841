package dev.tokenvalidator.benchmarks.keys;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.fixtures.Endpoint;
import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestClock;
import dev.tokenvalidator.fixtures.TestIssuer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An issuer on loopback and a validator of its tokens. */
final class LoadSite implements AutoCloseable {

  private static final Duration TOKEN_LIFE = Duration.ofDays(3_650);

  final TestIssuer issuer;
  final TestClock clock = TestClock.running();
  final AccessTokenValidator validator;

  /** How many valid requests have ended. */
  final AtomicLong requests = new AtomicLong();

  /** How often the issuer's key was changed. */
  final AtomicLong changes = new AtomicLong();

  /** How often the caller waited for anything. */
  final AtomicLong waits = new AtomicLong();

  /** How often the caller's thread itself fetched. */
  final AtomicLong fetchesByCaller = new AtomicLong();

  volatile @Nullable Thread caller;
  private volatile List<String> tokens;

  LoadSite(String algorithm, Duration fetchTimeout) {
    issuer = TestIssuer.builder().algorithm(algorithm).start();
    validator =
        AccessTokenValidator.builder()
            .issuer(issuer.issuer())
            .audience(issuer.resource().indicator())
            .clock(clock, clock)
            .fetchTimeout(fetchTimeout)
            .fetchHeader("X-Fetch", this::onFetch)
            .build();
    tokens = tokens(issuer.keys().current(), 300);
    validator.validate(next());
  }

  /** Good tokens from now on. */
  void use(List<String> good) {
    tokens = good;
  }

  /** The token of the next request: each in turn. */
  String next() {
    List<String> now = tokens;
    return now.get((int) (requests.get() % now.size()));
  }

  /** Counts from here. */
  void forget() {
    issuer.forgetRequests();
    changes.set(0);
    waits.set(0);
    fetchesByCaller.set(0);
  }

  /** Called on the thread that fetches. */
  private String onFetch() {
    if (Thread.currentThread() == caller) {
      fetchesByCaller.incrementAndGet();
    }
    return "1";
  }

  /** Different tokens that outlive everything that is done to the clock. */
  List<String> tokens(SigningKey key, int number) {
    return Stream.generate(
            () ->
                issuer
                    .token()
                    .signedBy(key)
                    .expiresAt(issuer.clock().instant().plus(TOKEN_LIFE))
                    .mint())
        .limit(number)
        .toList();
  }

  List<Endpoint> endpoints() {
    return List.of(issuer.discovery(), issuer.metadata(), issuer.jwks());
  }

  long issuerRequests() {
    return endpoints().stream().mapToLong(Endpoint::requestCount).sum();
  }

  @Override
  public void close() {
    validator.close();
    issuer.close();
  }
}
