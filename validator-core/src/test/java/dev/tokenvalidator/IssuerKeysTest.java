package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenvalidator.fixtures.Answer;
import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestIssuer;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of tokens while the issuer rotates its keys, is down, or lies. */
class IssuerKeysTest {

  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration PATIENT = Duration.ofSeconds(2);
  private static final Duration LONG = Duration.ofSeconds(10);

  private final TestIssuer issuer = TestIssuer.start();
  private final KeySetLog events = new KeySetLog();
  private final AccessTokenValidator validator =
      validatorFor(issuer).fetchTimeout(PATIENT).listener(events).build();

  @AfterEach
  void close() {
    validator.close();
    issuer.close();
  }

  private String clientOf(String token) {
    return validator.validate(token).clientId();
  }

  private void accepts(String token) {
    assertThat(clientOf(token)).isEqualTo(issuer.app().id());
  }

  @Test
  void fetchesNothingBeforeTheFirstToken() {
    assertThat(issuer.requests()).isEmpty();

    accepts(issuer.token().mint());

    assertThat(issuer.discovery().requestCount()).isEqualTo(1);
    assertThat(issuer.jwks().requestCount()).isEqualTo(1);
  }

  @Test
  void fetchesOnceForManyTokens() {
    for (int i = 0; i < 20; i++) {
      accepts(issuer.token().mint());
    }

    assertThat(issuer.requests()).hasSize(2);
  }

  @Test
  void fetchesOnceForConcurrentFirstCallers() throws Exception {
    String token = issuer.token().mint();
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(64);
    try {
      List<Future<String>> results = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        results.add(
            threads.submit(
                () -> {
                  start.await();
                  return clientOf(token);
                }));
      }
      start.countDown();
      for (Future<String> result : results) {
        assertThat(result.get()).isEqualTo(issuer.app().id());
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(issuer.discovery().requestCount()).isEqualTo(1);
    assertThat(issuer.jwks().requestCount()).isEqualTo(1);
  }

  @Test
  void isUnavailableUntilTheIssuerIsUp() {
    String token = issuer.token().mint();
    issuer.stop();

    ValidationUnavailableException first = unavailabilityOf(validator, token);
    assertThat(first.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
    assertThat(first.getCause()).isNotNull();

    issuer.resume();
    // Not yet: the issuer is not asked again before the back-off ends.
    unavailabilityOf(validator, token);
    assertThat(issuer.requests()).isEmpty();

    issuer.clock().advance(Duration.ofSeconds(5));
    accepts(token);
  }

  @Test
  void acceptsAKeyThatReplacesAnotherWithoutOverlap() {
    String old = issuer.token().mint();
    accepts(old);

    issuer.keys().rotate();

    accepts(issuer.token().mint());
    assertThat(reasonOf(validator, old)).isEqualTo(Reason.UNKNOWN_KEY);
    assertThat(issuer.jwks().requestCount()).isEqualTo(3); // start, new key, old key
  }

  /** However many come with a key that nobody knows, most threads stay free for the others. */
  @Test
  void boundsWaitersForAnUnknownKeyAt256() throws Exception {
    accepts(issuer.token().mint());
    issuer.clock().advance(Duration.ofMinutes(1));
    issuer.keys().rotate();
    String token = issuer.token().mint();
    issuer.jwks().answerNext(1, Answer.hang());
    CountDownLatch turnedAway = new CountDownLatch(300 - 256);
    ExecutorService threads = Executors.newFixedThreadPool(300);
    try {
      List<Future<Boolean>> results = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        results.add(
            threads.submit(
                () -> {
                  try {
                    return validator.validate(token).isMachine();
                  } catch (ValidationUnavailableException e) {
                    turnedAway.countDown();
                    return false;
                  }
                }));
      }
      turnedAway.await();
      issuer.jwks().release();

      int waited = 0;
      for (Future<Boolean> result : results) {
        waited += result.get() ? 1 : 0;
      }
      assertThat(waited).isBetween(1, 256);
    } finally {
      threads.shutdownNow();
    }
  }

  /** A fetch that is under way may bring the set of before the rotation. */
  @Test
  void acceptsANewKeyWhileAFetchOfTheOldSetIsUnderWay() throws Exception {
    accepts(issuer.token().mint());
    issuer.jwks().answerNext(1, Answer.hang());
    issuer.clock().advance(Duration.ofMinutes(10));
    accepts(issuer.token().mint());
    issuer.jwks().awaitRequests(2, LONG);
    issuer.keys().rotate();
    String token = issuer.token().mint();
    ExecutorService caller = Executors.newSingleThreadExecutor();
    try {
      Future<String> client = caller.submit(() -> clientOf(token));
      events.await(() -> events.count("UnknownKeyId") == 1);

      issuer.jwks().release();

      assertThat(client.get()).isEqualTo(issuer.app().id());
    } finally {
      caller.shutdownNow();
    }
  }

  @Test
  void acceptsANewKeyWhenAFetchOfTheOldSetEndsMeanwhile() {
    KeySetLog heard = new KeySetLog();
    Thread caller = Thread.currentThread();
    AtomicBoolean onTheWay = new AtomicBoolean();
    // The caller has seen the old set, and asks for a newer one when it has seen the time.
    InstantSource endsFetch =
        () -> {
          if (Thread.currentThread() == caller && onTheWay.getAndSet(false)) {
            issuer.jwks().release();
            heard.await(() -> heard.count("Loaded") == 2);
          }
          return issuer.clock().instant();
        };
    try (AccessTokenValidator overtaken =
        validatorFor(issuer).clock(endsFetch, issuer.clock()).listener(heard).build()) {
      assertThat(overtaken.validate(issuer.token().mint()).clientId()).isEqualTo(issuer.app().id());
      heard.await(() -> heard.count("Loaded") == 1);
      issuer.jwks().answerNext(1, Answer.hang());
      issuer.clock().advance(Duration.ofMinutes(10));
      assertThat(overtaken.validate(issuer.token().mint()).clientId()).isEqualTo(issuer.app().id());
      issuer.jwks().awaitRequests(2, LONG);
      issuer.keys().rotate();
      String token = issuer.token().mint();
      onTheWay.set(true);

      assertThat(overtaken.validate(token).clientId()).isEqualTo(issuer.app().id());
      assertThat(onTheWay).isFalse();
      assertThat(issuer.jwks().requestCount()).isEqualTo(3);
    }
  }

  @Test
  void isUnavailableForAnUnknownKeyDuringItsFetch() {
    try (AccessTokenValidator patient =
        validatorFor(issuer).fetchTimeout(LONG).listener(events).build()) {
      assertThat(patient.validate(issuer.token().mint()).clientId()).isEqualTo(issuer.app().id());
      issuer.keys().rotate();
      issuer.jwks().answer(Answer.hang());

      // The set is fresh, but the issuer is just being asked: for the first, and for who joins it.
      unavailabilityOf(patient, issuer.token().mint());
      unavailabilityOf(patient, issuer.token().mint());

      assertThat(issuer.jwks().requestCount()).isEqualTo(2);
      issuer.jwks().heal();
      events.await(() -> events.count("Loaded") == 2);
      assertThat(patient.validate(issuer.token().mint()).clientId()).isEqualTo(issuer.app().id());
    }
  }

  @Test
  void acceptsAChangeFromEcToRsa() {
    accepts(issuer.token().mint());

    issuer.keys().rotate("RS256");

    accepts(issuer.token().mint());
  }

  @Test
  void refusesAKeyThatWasRemovedInTheBackground() {
    String old = issuer.token().mint();
    accepts(old);
    issuer.keys().rotateKeepingOld();
    accepts(issuer.token().mint());
    accepts(old);

    issuer.keys().retire(keyIdOf(old));
    refreshInTheBackground(old);

    assertThat(reasonOf(validator, old)).isEqualTo(Reason.UNKNOWN_KEY);
    events.await(() -> events.count("KeyRemoved") == 1);
  }

  private String keyIdOf(String token) {
    String header = token.substring(0, token.indexOf('.'));
    String json = new String(Base64.getUrlDecoder().decode(header), StandardCharsets.UTF_8);
    return json.replaceAll(".*\"kid\":\"([^\"]*)\".*", "$1");
  }

  /** Lets the keys come of age, and waits until they have been fetched again. */
  private void refreshInTheBackground(String token) {
    // Who waited for a fetch may go on before the listener has heard of it.
    events.await(
        () -> events.count("Loaded") + events.count("LoadFailed") == issuer.jwks().requestCount());
    int loads = events.count("Loaded");
    int failures = events.count("LoadFailed");
    issuer.clock().advance(Duration.ofMinutes(10));
    try {
      validator.validate(token);
    } catch (TokenValidationException e) {
      assertThat(e).isNotNull(); // only the lookup matters here
    }
    events.await(() -> events.count("Loaded") > loads || events.count("LoadFailed") > failures);
  }

  @Test
  void acceptsKnownKeysDuringAnOutageUntilTheStaleLimit() {
    String before = issuer.token().mint();
    accepts(before);
    issuer.stop();

    for (int hour = 1; hour < 12; hour++) {
      issuer.clock().advance(Duration.ofHours(1));
      accepts(issuer.token().mint());
    }
    issuer.clock().advance(Duration.ofHours(2));
    String late = issuer.token().mint();
    unavailabilityOf(validator, late);
    events.await(() -> events.count("StaleLimitPassed") == 1);

    issuer.resume();
    issuer.clock().advance(Duration.ofMinutes(1));
    accepts(late);
  }

  @Test
  void acceptsKnownKeysDuringARefresh() {
    accepts(issuer.token().mint());
    issuer.jwks().answer(Answer.hang());
    issuer.clock().advance(Duration.ofMinutes(10));

    // The refresh that this starts hangs; the tokens are judged all the same.
    accepts(issuer.token().mint());
    issuer.jwks().awaitRequests(2, LONG);
    for (int i = 0; i < 10; i++) {
      accepts(issuer.token().mint());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"keys\":null}",
        "{\"keys\":{}}",
        "{\"keys\":[]}",
        "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}",
        "<html>",
        "{\"keys\":[]}x",
        "{\"keys\":[],\"keys\":[]}",
        "\uFEFF{\"keys\":[]}"
      })
  void keepsItsKeysWhenTheIssuerPublishesNone(String body) {
    accepts(issuer.token().mint());
    issuer.jwks().answer(Answer.genuine().withBody(body));

    refreshInTheBackground(issuer.token().mint());

    assertThat(events.kinds()).contains("LoadFailed");
    accepts(issuer.token().mint());
  }

  @Test
  void dropsItsKeysAnHourAfterAnEmptySet() {
    accepts(issuer.token().mint());
    issuer.jwks().answer(Answer.genuine().withBody("{\"keys\":[]}"));
    refreshInTheBackground(issuer.token().mint());

    issuer.clock().advance(Duration.ofMinutes(59));
    accepts(issuer.token().mint());
    issuer.clock().advance(Duration.ofMinutes(2));
    unavailabilityOf(validator, issuer.token().mint());
  }

  @Test
  void skipsUnusableEntries() {
    issuer.keys().publishJwk("{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}");
    issuer.keys().publishJwk("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AAAA\",\"y\":\"AAAA\"}");
    issuer
        .keys()
        .publishJwk("{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"AAAA\",\"y\":\"AAAA\"}");
    issuer.keys().publishJwk("{\"kty\":\"OKP\",\"crv\":\"Ed448\",\"x\":\"AAAA\"}");
    issuer.keys().publishJwk("{\"kty\":\"AKP\",\"alg\":\"ML-DSA-44\",\"pub\":\"AAAA\"}");
    issuer.keys().publishJwk("{\"kty\":7}");
    issuer.keys().publishJwk("{}");
    issuer.keys().publishJwk(SigningKey.generate("ES384").jwk().replace("\"sig\"", "\"enc\""));
    issuer.keys().publishJwk(SigningKey.generate("ES384").jwk().replace("\"ES384\"", "\"ES256\""));
    issuer
        .keys()
        .publishJwk(SigningKey.generate("ES384").jwk().replace("{", "{\"key_ops\":[\"encrypt\"],"));

    accepts(issuer.token().mint());

    events.await(() -> events.count("EntrySkipped") == 10);
    assertThat(events.severe()).isEmpty();
  }

  @Test
  void skipsAnRsaKeyWithAnOversizedExponent() {
    String rsa = SigningKey.generate("RS256").jwk();
    issuer.keys().publishJwk(rsa.replace("\"e\":\"AQAB\"", "\"e\":\"AQAAAAE\"")); // 2^32 + 1

    accepts(issuer.token().mint());

    events.await(() -> events.count("EntrySkipped") == 1);
  }

  @Test
  void skipsAKeyWithAnOversizedCoordinate() {
    String coordinate = "_".repeat(120_000);
    String key =
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\""
            + coordinate
            + "\",\"y\":\""
            + coordinate
            + "\"}";
    issuer.keys().publishJwk(key);

    accepts(issuer.token().mint());

    events.await(() -> events.count("EntrySkipped") == 1);
    assertThat(events.toString()).contains("x is longer than");
  }

  @Test
  void reportsAPublishedSecretAsSevere() {
    issuer.keys().publishJwk("{\"kty\":\"oct\",\"k\":\"c2VjcmV0LW1hcmtlcg\"}");
    issuer
        .keys()
        .publishJwk(
            SigningKey.generate("ES384").jwk().replace("{", "{\"d\":\"c2VjcmV0LW1hcmtlcg\","));

    accepts(issuer.token().mint());

    events.await(() -> events.severe().size() == 2);
    assertThat(events.toString()).doesNotContain("c2VjcmV0LW1hcmtlcg");
  }

  @Test
  void treatsIdenticalEntriesAsOneKey() {
    issuer.keys().publishJwk(issuer.keys().current().jwk());

    accepts(issuer.token().mint());
    accepts(issuer.token().withoutHeader("kid").mint());
  }

  @Test
  void refusesAKeyIdSharedByTwoKeys() {
    SigningKey other = SigningKey.generate("ES384").withKeyId(issuer.keys().current().keyId());
    issuer.keys().publish(other);

    assertThat(reasonOf(validator, issuer.token().mint())).isEqualTo(Reason.AMBIGUOUS_KEY);
    assertThat(reasonOf(validator, issuer.token().signedBy(other).mint()))
        .isEqualTo(Reason.AMBIGUOUS_KEY);
  }

  @Test
  void fetchesThreeTimesForABurstOfUnknownKeyIds() {
    accepts(issuer.token().mint());
    int fetches = issuer.jwks().requestCount();

    for (int i = 0; i < 50; i++) {
      String junk = issuer.token().signedBy(SigningKey.generate("ES256")).mint();
      if (i < 3) {
        assertThat(reasonOf(validator, junk)).isEqualTo(Reason.UNKNOWN_KEY);
      } else {
        assertThat(unavailabilityOf(validator, junk).retryAfter()).isEqualTo(LONG);
      }
      accepts(issuer.token().mint());
    }

    assertThat(issuer.jwks().requestCount()).isEqualTo(fetches + 3);
  }

  @Test
  void boundsFetchesForUnknownKeyIdsWhenReplicasDisagree() {
    accepts(issuer.token().mint());
    String one = issuer.keys().jwkSet();
    String other = "{\"keys\":[" + SigningKey.generate("ES384").jwk() + "]}";
    AtomicBoolean turn = new AtomicBoolean();
    issuer
        .jwks()
        .answerBy(
            request -> {
              boolean first = !turn.get();
              turn.set(first);
              return Answer.genuine().withBody(first ? other : one);
            });
    int fetches = issuer.jwks().requestCount();

    for (int i = 0; i < 20; i++) {
      String junk = issuer.token().signedBy(SigningKey.generate("ES256")).mint();
      assertThatThrownBy(() -> validator.validate(junk))
          .isInstanceOf(i < 3 ? InvalidTokenException.class : ValidationUnavailableException.class);
    }

    assertThat(issuer.jwks().requestCount()).isEqualTo(fetches + 3);
  }

  @Test
  void fetchesNothingForTokensThatNoNewKeyCanHelp() {
    accepts(issuer.token().mint());
    int fetches = issuer.jwks().requestCount();

    reasonOf(validator, issuer.token().algorithm("RS256").mint());
    reasonOf(
        validator,
        issuer
            .token()
            .withoutHeader("kid")
            .signedBy(SigningKey.generate("RS256"))
            .withoutHeader("kid")
            .mint());
    reasonOf(validator, issuer.token().unsigned().mint());
    reasonOf(validator, issuer.token().idToken().mint());

    assertThat(issuer.jwks().requestCount()).isEqualTo(fetches);
  }

  @Test
  void acceptsAKeyThatIsPublishedAfterItsFirstUse() {
    accepts(issuer.token().mint());
    SigningKey early = SigningKey.generate("ES384");
    String token = issuer.token().signedBy(early).mint();

    assertThat(reasonOf(validator, token)).isEqualTo(Reason.UNKNOWN_KEY);
    issuer.keys().publish(early);
    issuer.clock().advance(Duration.ofSeconds(30));

    accepts(token);
  }

  @Test
  void isUnavailableForAnUnknownKeyWhileTheIssuerIsDown() {
    accepts(issuer.token().mint());
    issuer.stop();
    issuer.clock().advance(Duration.ofMinutes(1));

    unavailabilityOf(validator, issuer.token().signedBy(SigningKey.generate("ES384")).mint());
  }

  @Test
  void givesUpOnAnUnfinishedResponse() {
    List<Answer> answers =
        List.of(
            Answer.hang(),
            Answer.genuine().trickledFromStart(1, Duration.ofMillis(50)),
            Answer.endlessHeaders(),
            Answer.closed());
    try (AccessTokenValidator impatient = validatorFor(issuer).fetchTimeout(SHORT).build()) {
      for (Answer answer : answers) {
        issuer.jwks().answer(answer);
        unavailabilityOf(impatient, issuer.token().mint());
        issuer.clock().advance(Duration.ofSeconds(5));
      }
    }
    issuer.jwks().heal();
    accepts(issuer.token().mint());
  }

  @Test
  void refusesOversizedCompressedAndRedirectedResponses() {
    List<Answer> answers =
        List.of(
            Answer.endlessBody(),
            Answer.gzipBomb(64),
            Answer.genuine().withBody("{\"keys\":[],\"x\":\"" + "x".repeat(300_000) + "\"}"),
            Answer.redirect(issuer.jwks().uri()),
            Answer.status(500),
            Answer.status(404));
    for (Answer answer : answers) {
      issuer.jwks().answer(answer);
      unavailabilityOf(validator, issuer.token().mint());
      issuer.clock().advance(Duration.ofSeconds(5));
    }
    issuer.jwks().heal();
    accepts(issuer.token().mint());
  }

  @Test
  void obeysRetryAfterOfTheFirstFetch() {
    issuer.jwks().answer(Answer.status(503).withHeader("Retry-After", "45"));

    ValidationUnavailableException first = unavailabilityOf(validator, issuer.token().mint());
    assertThat(first.retryAfter()).isEqualTo(Duration.ofSeconds(45));

    issuer.jwks().heal();
    issuer.clock().advance(Duration.ofSeconds(44));
    unavailabilityOf(validator, issuer.token().mint());
    issuer.clock().advance(Duration.ofSeconds(1));
    accepts(issuer.token().mint());
  }

  /** As a load balancer says that knows nothing of what is behind it. */
  @Test
  void limitsRetryAfterOfTheFirstFetchToAMinute() {
    issuer.jwks().answer(Answer.status(503).withHeader("Retry-After", "10000000000"));

    ValidationUnavailableException refusal = unavailabilityOf(validator, issuer.token().mint());

    assertThat(refusal.retryAfter()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void refusesMetadataThatNamesAnotherIssuer() {
    issuer.discovery().answer(Answer.genuine().withMember("issuer", issuer.issuer() + "/"));

    unavailabilityOf(validator, issuer.token().mint());

    assertThat(issuer.jwks().requestCount()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://keys.example/jwks",
        "https://user:pw@keys.example/jwks",
        "file:///etc/passwd",
        "jwks",
        "::"
      })
  void refusesMetadataWithAForbiddenJwksUri(String jwksUri) {
    issuer.discovery().answer(Answer.genuine().withMember("jwks_uri", jwksUri));

    unavailabilityOf(validator, issuer.token().mint());

    assertThat(issuer.jwks().requestCount()).isZero();
  }

  @Test
  void readsRfc8414MetadataWhenDiscoveryIsNotFound() {
    issuer.discovery().answer(Answer.status(404));

    accepts(issuer.token().mint());

    assertThat(issuer.metadata().requestCount()).isEqualTo(1);
  }

  @Test
  void readsNoOtherMetadataWhenDiscoveryFailsOtherwise() {
    issuer.discovery().answer(Answer.status(500));

    unavailabilityOf(validator, issuer.token().mint());

    assertThat(issuer.metadata().requestCount()).isZero();
  }

  @Test
  void fetchesFromTheConfiguredAddressWithoutDiscovery() {
    try (AccessTokenValidator configured =
        AccessTokenValidator.builder()
            .issuer(issuer.issuer())
            .jwksUri(issuer.jwks().uri())
            .audience(issuer.resource().indicator())
            .clock(issuer.clock(), issuer.clock())
            .build()) {
      assertThat(configured.validate(issuer.token().mint()).clientId())
          .isEqualTo(issuer.app().id());
    }
    assertThat(issuer.discovery().requestCount()).isZero();
  }

  @Test
  void usesNoNetworkWithAConfiguredKeySet() {
    try (AccessTokenValidator configured =
        AccessTokenValidator.builder()
            .issuer(issuer.issuer())
            .jwkSet(issuer.keys().jwkSet())
            .audience(issuer.resource().indicator())
            .clock(issuer.clock(), issuer.clock())
            .build()) {
      assertThat(configured.validate(issuer.token().mint()).clientId())
          .isEqualTo(issuer.app().id());
      assertThat(reasonOf(configured, issuer.token().signedBy(SigningKey.generate("ES384")).mint()))
          .isEqualTo(Reason.UNKNOWN_KEY);
    }
    assertThat(issuer.requests()).isEmpty();
  }

  @Test
  void repeatsDiscoveryAfterTwoFailures() {
    accepts(issuer.token().mint());
    issuer.jwks().answer(Answer.status(410));
    for (int attempt = 0; attempt < 2; attempt++) {
      refreshInTheBackground(issuer.token().mint());
    }
    issuer.jwks().heal();
    int discoveries = issuer.discovery().requestCount();

    refreshInTheBackground(issuer.token().mint());

    assertThat(issuer.discovery().requestCount()).isEqualTo(discoveries + 1);
  }

  @Test
  void repeatsDiscoveryAfterTwoHangingFetches() {
    accepts(issuer.token().mint());
    issuer.jwks().answer(Answer.hang());
    for (int attempt = 0; attempt < 2; attempt++) {
      refreshInTheBackground(issuer.token().mint());
    }
    issuer.jwks().heal();
    int discoveries = issuer.discovery().requestCount();

    refreshInTheBackground(issuer.token().mint());

    assertThat(issuer.discovery().requestCount()).isEqualTo(discoveries + 1);
  }

  @Test
  void fetchesFromTheKnownAddressWhileTheMetadataIsDown() {
    accepts(issuer.token().mint());
    for (Answer down : List.of(Answer.status(503), Answer.hang())) {
      issuer.jwks().answer(Answer.status(503));
      issuer.discovery().answer(down);
      for (int attempt = 0; attempt < 2; attempt++) {
        refreshInTheBackground(issuer.token().mint());
      }
      issuer.jwks().heal();
      int loads = events.count("Loaded");
      int ends = loads + events.count("LoadFailed");

      // Silent metadata takes all the time there is, but not twice.
      issuer.clock().advance(Duration.ofMinutes(10));
      accepts(issuer.token().mint());
      events.await(() -> events.count("Loaded") + events.count("LoadFailed") > ends);
      issuer.clock().advance(Duration.ofMinutes(10));
      accepts(issuer.token().mint());

      events.await(() -> events.count("Loaded") > loads);
      issuer.discovery().heal();
    }
  }

  @Test
  void sleepsDuringTheBackOffOfAFailedRefresh() throws Exception {
    CountDownLatch wakeUps = new CountDownLatch(50);
    try (AccessTokenValidator watched =
        validatorFor(issuer)
            .clock(
                issuer.clock(),
                () -> {
                  if (Thread.currentThread().getName().equals("token-validator-refresh")) {
                    wakeUps.countDown();
                  }
                  return issuer.clock().getAsLong();
                })
            .build()) {
      String junk = issuer.token().signedBy(SigningKey.generate("ES256")).mint();
      assertThat(watched.validate(issuer.token().mint()).clientId()).isEqualTo(issuer.app().id());
      reasonOf(watched, junk); // in vain, so there is a cool-down
      reasonOf(watched, junk); // within it, so a refresh is owed
      issuer.jwks().answer(Answer.status(503).withHeader("Retry-After", "900"));
      issuer.clock().advance(Duration.ofSeconds(2));
      reasonOf(watched, junk);

      assertThat(wakeUps.await(1, TimeUnit.SECONDS)).isFalse();
    }
  }

  @Test
  void fetchesAgainAfterAClockFailedOnce() {
    AtomicBoolean fails = new AtomicBoolean(true);
    InstantSource clock =
        () -> {
          if (Thread.currentThread().getName().equals("token-validator-fetch")
              && fails.getAndSet(false)) {
            throw new IllegalStateException("no time");
          }
          return issuer.clock().instant();
        };
    try (AccessTokenValidator unlucky =
        validatorFor(issuer)
            .jwksUri(issuer.jwks().uri())
            .clock(clock, issuer.clock())
            .fetchTimeout(SHORT)
            .build()) {
      unavailabilityOf(unlucky, issuer.token().mint());
      issuer.clock().advance(Duration.ofSeconds(5));

      assertThat(unlucky.validate(issuer.token().mint()).clientId()).isEqualTo(issuer.app().id());
    }
  }

  @Test
  void keepsNoClassLoaderOfTheFirstCaller() throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader application = new URLClassLoader(new URL[0], before)) {
      thread.setContextClassLoader(application);
      accepts(issuer.token().mint());

      assertThat(Thread.getAllStackTraces().keySet())
          .filteredOn(other -> other.getName().equals("token-validator-refresh"))
          .isNotEmpty()
          .noneMatch(other -> other.getContextClassLoader() == application);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void keepsTheKeyAddressWhileTheMetadataIsDownForDays() {
    accepts(issuer.token().mint());
    issuer.discovery().answer(Answer.status(500));

    for (int day = 0; day < 3; day++) {
      for (int hour = 0; hour < 24; hour += 6) {
        issuer.clock().advance(Duration.ofHours(6));
        refreshInTheBackground(issuer.token().mint());
      }
    }

    accepts(issuer.token().mint());
    assertThat(events.kinds()).doesNotContain("LoadFailed", "StaleLimitPassed");
    assertThat(issuer.discovery().requestCount()).isEqualTo(4); // at first, and once a day
  }

  /** RFC 7518 section 6.3.1.1 forbids the leading zero; issuers that write it are forgiven. */
  @Test
  void treatsAKeyWithALeadingZeroAsTheSameKey() {
    SigningKey key = issuer.keys().rotate("RS256");
    byte[] modulus = ((RSAPublicKey) key.publicKey()).getModulus().toByteArray();
    assertThat(modulus[0]).isZero();
    issuer
        .keys()
        .publishJwk(
            key.jwk()
                .replaceFirst(
                    "\"n\":\"[^\"]*\"",
                    "\"n\":\""
                        + Base64.getUrlEncoder().withoutPadding().encodeToString(modulus)
                        + "\""));

    accepts(issuer.token().mint());
  }

  @Test
  void stopsIdleAndWaitingThreadsOnClose() throws Exception {
    String token = issuer.token().mint();
    issuer.jwks().answer(Answer.hang());
    // Clients that other tests have made keep their threads for a while.
    Set<Thread> others = Set.copyOf(Thread.getAllStackTraces().keySet());
    AccessTokenValidator idle = validatorFor(issuer).build();
    AccessTokenValidator hanging = validatorFor(issuer).build();
    ExecutorService caller = Executors.newSingleThreadExecutor();
    try {
      Callable<ValidationUnavailableException> call = () -> unavailabilityOf(hanging, token);
      Future<ValidationUnavailableException> waiting = caller.submit(call);
      issuer.jwks().awaitRequests(1, LONG);

      hanging.close();

      // The waiting caller is let go at once, and not after the five seconds of the fetch.
      assertThat(waiting.get().retryAfter()).isPositive();
      idle.close();
      validator.close();
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
  void fetchesNothingFromAddressesInATokenHeader() {
    String token =
        issuer
            .token()
            .header("jku", URI.create(issuer.endpoint() + "/evil").toString())
            .header("x5u", URI.create(issuer.endpoint() + "/evil").toString())
            .mint();

    accepts(token);

    assertThat(issuer.requests()).noneMatch(request -> request.path().contains("evil")).hasSize(2);
  }
}
