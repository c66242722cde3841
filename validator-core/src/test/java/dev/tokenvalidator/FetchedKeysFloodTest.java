package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenvalidator.fixtures.Answer;
import dev.tokenvalidator.fixtures.Endpoint;
import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.keys.KeySetStatus;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Floods, lies and odd clocks: each fault of the issuer's keys by its number, from F21 on. */
class IssuerTrustTest {

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

  private void accepts(String token) {
    accepts(validator, token);
  }

  private static void accepts(AccessTokenValidator validator, String token) {
    assertThat(validator.validate(token).subject()).isNotEmpty();
  }

  private static boolean isAccepted(AccessTokenValidator validator, String token) {
    try {
      validator.validate(token);
      return true;
    } catch (InvalidTokenException e) {
      assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_KEY);
      return false;
    } catch (ValidationUnavailableException e) {
      // Not a word on whether the issuer has such a key.
      assertThat(e.retryAfter()).isPositive();
      return false;
    }
  }

  /** What new key ids may ask for: three fetches at once, and one more every ten seconds. */
  private static void assertBounded(List<Double> fetches) {
    for (int first = 0; first < fetches.size(); first++) {
      for (int last = first; last < fetches.size(); last++) {
        double seconds = fetches.get(last) - fetches.get(first);
        assertThat(last - first + 1).isLessThanOrEqualTo(3 + (int) (seconds / 10 + 1e-6));
      }
    }
  }

  private static KeySetStatus statusOf(AccessTokenValidator validator) {
    return validator.keySets().get(0);
  }

  /** Remembers, in seconds of the issuer's ticker, when its keys are asked for. */
  private List<Double> timesOfKeyFetches() {
    List<Double> times = Collections.synchronizedList(new ArrayList<>());
    issuer
        .jwks()
        .answerBy(
            request -> {
              times.add(issuer.clock().getAsLong() / 1e9);
              return Answer.genuine();
            });
    return times;
  }

  @Test
  @Tag("F21")
  void boundsFetchesUnderAFloodOfUnknownKeyIds() {
    try (AccessTokenValidator flooded = validatorFor(issuer).build()) {
      String good = issuer.token().mint();
      accepts(flooded, good);
      List<Double> fetches = timesOfKeyFetches();

      for (int step = 0; step < 150; step++) { // five minutes
        issuer.clock().advance(Duration.ofSeconds(2));
        for (int i = 0; i < 10; i++) {
          assertThat(isAccepted(flooded, UnknownKeys.like(good))).isFalse();
        }
        accepts(flooded, good);
      }

      assertBounded(fetches);
      // A flood may not be starved of its fetches either.
      assertThat(fetches).hasSizeBetween(3 + 27, 3 + 30);

      issuer.keys().rotateKeepingOld();
      String ofNewKey = issuer.token().mint();
      Duration waited = Duration.ZERO;
      while (!isAccepted(flooded, ofNewKey)) {
        isAccepted(flooded, UnknownKeys.like(good));
        issuer.clock().advance(Duration.ofSeconds(2));
        waited = waited.plusSeconds(2);
        assertThat(waited).isLessThanOrEqualTo(Duration.ofSeconds(10));
      }
      accepts(flooded, good);
    }
  }

  @Test
  @Tag("F22")
  void fetchesOnceForTokensThatNoNewKeyIdCanHelp() {
    SigningKey stranger = SigningKey.generate("ES384");
    SigningKey strangersRsa = SigningKey.generate("RS256");
    accepts(issuer.token().mint());
    issuer.clock().advance(Duration.ofMinutes(1)); // beyond what counts as fresh
    issuer.forgetRequests();

    Map<String, Reason> tokens = new LinkedHashMap<>();
    tokens.put(issuer.token().algorithm("RS256").mint(), Reason.ALGORITHM_MISMATCH);
    tokens.put(
        issuer.token().signedBy(strangersRsa).withoutHeader("kid").mint(), Reason.UNKNOWN_KEY);
    tokens.put(issuer.token().signedBy(stranger).withoutHeader("kid").mint(), Reason.BAD_SIGNATURE);
    tokens.put(
        issuer.token().signedBy(stranger).withoutHeader("kid").header("x5t", "Zm9yZWlnbg").mint(),
        Reason.BAD_SIGNATURE);
    tokens.put(
        issuer.token().forgedBy(stranger).header("x5t#S256", "Zm9yZWlnbg").mint(),
        Reason.BAD_SIGNATURE);
    tokens.put(issuer.token().hmacWithPublicKey().mint(), Reason.UNSUPPORTED_ALGORITHM);
    tokens.put(issuer.token().unsigned().keyId("unknown").mint(), Reason.UNSUPPORTED_ALGORITHM);
    tokens.put(issuer.token().signedBy(stranger).type("logout+jwt").mint(), Reason.WRONG_TYPE);
    tokens.put(issuer.token().signedBy(stranger).header("kid", 5).mint(), Reason.MALFORMED);
    tokens.forEach(
        (token, reason) -> assertThat(reasonOf(validator, token)).as(token).isEqualTo(reason));

    // The first signature that does not verify asks whether the key was replaced.
    assertThat(issuer.requests()).hasSize(1);
    assertThat(events.kinds()).doesNotContain("UnknownKeyId");
  }

  @Test
  @Tag("F23")
  void refusesARemovedKeyAfterTheNextRefresh() {
    SigningKey old = issuer.keys().current();
    String ofOldKey = issuer.token().mint();
    issuer.keys().rotateKeepingOld();
    accepts(ofOldKey);
    accepts(issuer.token().mint());

    issuer.keys().retire(old.keyId());
    validator.refreshKeys();

    assertThat(reasonOf(validator, ofOldKey)).isEqualTo(Reason.UNKNOWN_KEY);
    accepts(issuer.token().mint());
    events.await(() -> events.toString().contains("KeyRemoved[issuer=" + issuer.issuer()));
    assertThat(events.toString()).contains("key=\"" + old.keyId());
  }

  @Test
  @Tag("F24")
  void acceptsTokensWhileARefreshFailsAndRecovers() {
    accepts(issuer.token().mint());
    issuer.jwks().answer(Answer.status(503));
    issuer.clock().advance(Duration.ofMinutes(9));
    for (int i = 0; i < 20; i++) {
      accepts(issuer.token().mint());
    }
    events.await(() -> events.staleSets() == 1);
    assertThat(events.count("LoadFailed")).isEqualTo(1);

    issuer.jwks().answer(Answer.hang());
    issuer.clock().advance(Duration.ofMinutes(1));
    accepts(issuer.token().mint());
    issuer.jwks().awaitRequests(3, LONG);
    accepts(issuer.token().mint());

    issuer.jwks().heal();
    events.await(() -> events.count("Loaded") == 2);
    accepts(issuer.token().mint());
    assertThat(statusOf(validator).stale()).isFalse();
  }

  @Test
  @Tag("F25")
  void followsNoRedirect() {
    try (TestIssuer elsewhere = TestIssuer.start()) {
      List<URI> targets =
          List.of(
              issuer.endpoint().resolve("/moved"),
              elsewhere.jwks().uri(),
              URI.create("http://keys.invalid/jwks"),
              URI.create("http://169.254.169.254/latest/meta-data"),
              URI.create("file:///etc/passwd"));
      for (Endpoint endpoint : List.of(issuer.discovery(), issuer.jwks())) {
        for (int status : List.of(302, 307, 308)) {
          for (URI target : targets) {
            endpoint.answer(Answer.redirect(target).withStatus(status));
            try (AccessTokenValidator redirected = validatorFor(issuer).build()) {
              assertThat(unavailabilityOf(redirected, issuer.token().mint()))
                  .hasMessageContaining("status " + status);
            }
          }
        }
        endpoint.heal();
      }
      assertThat(elsewhere.requests()).isEmpty();
      assertThat(issuer.other().requestCount()).isZero();
    }
    HttpClient following =
        HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
    assertThatThrownBy(() -> validatorFor(issuer).httpClient(following).build())
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("httpClient");
  }

  @Test
  @Tag("F26")
  void refusesTheMetadataOfAnotherIssuer() {
    String name = issuer.issuer();
    List<Object> others =
        new ArrayList<>(
            List.of(
                name + "/",
                name.replace("/oidc", "/OIDC"),
                name.replace("http:", "HTTP:"),
                name.replace("http:", "https:"),
                name.replace(":" + issuer.endpoint().getPort(), ":1"),
                name.replace("127.0.0.1", "localhost"),
                name + "?",
                " " + name,
                "",
                List.of(name),
                5));
    List<Answer> answers =
        new ArrayList<>(
            others.stream().map(other -> Answer.genuine().withMember("issuer", other)).toList());
    answers.add(Answer.genuine().withMember("issuer", null));
    answers.add(Answer.genuine().withoutMember("issuer"));
    for (Answer answer : answers) {
      issuer.discovery().answer(answer);
      try (AccessTokenValidator lied = validatorFor(issuer).build()) {
        assertThat(unavailabilityOf(lied, issuer.token().mint()))
            .hasMessageContaining("the metadata is that of issuer");
      }
    }
    assertThat(issuer.discovery().requestCount()).isEqualTo(answers.size());
    assertThat(issuer.jwks().requestCount()).isZero();
  }

  @Test
  @Tag("F27")
  void fetchesKeysFromAllowedAddressesOnly() {
    List<Object> bad =
        new ArrayList<>(
            Arrays.asList(
                "http://keys.example/jwks",
                "http://127.0.0.1.keys.example/jwks",
                "http://localhost.keys.example/jwks",
                "http://2130706433/jwks",
                "http://[::ffff:127.0.0.1]/jwks",
                "http://[2001:db8::1]/jwks",
                "http://169.254.169.254/jwks",
                "https://user:pw@keys.example/jwks",
                "http://user@127.0.0.1:" + issuer.endpoint().getPort() + "/oidc/jwks",
                issuer.jwks().uri() + "#keys",
                "ftp://127.0.0.1/jwks",
                "file:///etc/passwd",
                "jar:file:///a.jar!/jwks",
                "//127.0.0.1/jwks",
                "/oidc/jwks",
                "https://",
                "https:///jwks",
                "",
                " ",
                "https://[::1/jwks",
                7,
                List.of(issuer.jwks().uri().toString()),
                Map.of("a", "b"),
                true));
    bad.add(null);
    for (Object jwksUri : bad) {
      issuer.discovery().answer(Answer.genuine().withMember("jwks_uri", jwksUri));
      refusesMetadata();
    }
    issuer.discovery().answer(Answer.genuine().withoutMember("jwks_uri"));
    refusesMetadata();
    assertThat(issuer.jwks().requestCount()).isZero();

    // A URL that nobody can connect to is found again once it is put right.
    issuer
        .discovery()
        .answer(Answer.genuine().withMember("jwks_uri", "http://127.0.0.1:70000/jwks"));
    unavailabilityOf(validator, issuer.token().mint());
    issuer.discovery().heal();
    issuer.clock().advance(Duration.ofMinutes(1));
    unavailabilityOf(validator, issuer.token().mint());
    issuer.clock().advance(Duration.ofMinutes(1));
    accepts(issuer.token().mint());
  }

  private void refusesMetadata() {
    try (AccessTokenValidator lied = validatorFor(issuer).build()) {
      assertThat(unavailabilityOf(lied, issuer.token().mint()))
          .hasMessageMatching(".*the metadata('s jwks_uri| has no jwks_uri).*");
    }
  }

  @Test
  @Tag("F30")
  void agesKeysByTheLargerClockAndTokensByTheWallClock() {
    Instant start = issuer.clock().instant();
    String halfAnHour = issuer.token().expiresAt(start.plus(Duration.ofMinutes(30))).mint();
    accepts(halfAnHour);
    events.await(() -> events.count("Loaded") == 1);

    issuer.clock().setInstant(start.minus(Duration.ofHours(1)));
    accepts(issuer.token().mint());
    issuer.clock().setInstant(Instant.EPOCH.plus(Duration.ofDays(1)));
    accepts(issuer.token().mint());
    assertThat(reasonOf(validator, issuer.token().expired().mint())).isEqualTo(Reason.EXPIRED);
    issuer.clock().setInstant(start);
    accepts(halfAnHour);
    // Back is no time at all: the keys are as young as they were.
    assertThat(issuer.jwks().requestCount()).isEqualTo(1);
    assertThat(statusOf(validator).age()).contains(Duration.ZERO);

    // An hour ahead they are due, and in force all the same.
    issuer.jwks().answer(Answer.hang());
    issuer.clock().setInstant(start.plus(Duration.ofHours(1)));
    accepts(issuer.token().mint());
    assertThat(reasonOf(validator, halfAnHour)).isEqualTo(Reason.EXPIRED);
    issuer.jwks().awaitRequests(2, LONG);
    issuer.jwks().heal();
    events.await(() -> events.count("Loaded") == 2);

    // In 2100 they are past every limit, and one fetch replaces them.
    issuer.clock().setInstant(Instant.parse("2100-01-01T00:00:00Z"));
    accepts(issuer.token().mint());
    assertThat(issuer.jwks().requestCount()).isEqualTo(3);

    issuer.clock().setInstant(start);
    accepts(halfAnHour);
    assertThat(issuer.jwks().requestCount()).isEqualTo(3);
    // Set back by decades, the keys go on to age by the other clock.
    issuer.clock().advance(Duration.ofMinutes(10));
    accepts(halfAnHour);
    issuer.jwks().awaitRequests(4, LONG);
  }

  @Test
  @Tag("F31")
  void survivesASuspendedMachine() {
    AtomicLong pause = new AtomicLong();
    KeySetLog heard = new KeySetLog();
    try (AccessTokenValidator paused =
        validatorFor(issuer)
            .clock(issuer.clock(), () -> issuer.clock().getAsLong() + pause.get())
            .fetchTimeout(LONG)
            .listener(heard)
            .build()) {
      String good = issuer.token().mint();
      accepts(paused, good);

      pause.addAndGet(Duration.ofMinutes(10).toNanos());
      accepts(paused, good);
      heard.await(() -> heard.count("Loaded") == 2); // on first use

      // In the middle of a fetch.
      issuer.jwks().answer(Answer.hang());
      pause.addAndGet(Duration.ofMinutes(10).toNanos());
      accepts(paused, good);
      issuer.jwks().awaitRequests(3, LONG);
      pause.addAndGet(Duration.ofMinutes(10).toNanos());
      accepts(paused, good);
      issuer.jwks().heal();
      heard.await(() -> heard.count("Loaded") == 3);

      // In the middle of a back-off.
      issuer.jwks().answer(Answer.status(503).withHeader("Retry-After", "600"));
      pause.addAndGet(Duration.ofMinutes(10).toNanos());
      accepts(paused, good);
      heard.await(() -> heard.count("LoadFailed") == 1);
      issuer.jwks().heal();
      pause.addAndGet(Duration.ofMinutes(10).toNanos());
      accepts(paused, good);
      heard.await(() -> heard.count("Loaded") == 4);

      // Beyond every limit.
      pause.addAndGet(Duration.ofHours(13).toNanos());
      accepts(paused, good);
      assertThat(heard.kinds()).contains("StaleLimitPassed");
    }
  }

  @Test
  @Tag("F33")
  void isolatesAnIssuerFromTheTroublesOfAnother() throws Exception {
    try (TestIssuer troubled = TestIssuer.start();
        AccessTokenValidator both =
            AccessTokenValidator.forIssuers(
                validatorFor(issuer).build(),
                validatorFor(troubled).clock(issuer.clock(), issuer.clock()).build())) {
      String good = issuer.token().mint();
      String others = troubled.token().mint();
      accepts(both, good);
      issuer.forgetRequests();

      troubled.jwks().answer(Answer.hang());
      CompletableFuture<Boolean> waiting =
          CompletableFuture.supplyAsync(() -> isAccepted(both, others));
      troubled.jwks().awaitRequests(1, LONG);
      for (int i = 0; i < 20; i++) {
        accepts(both, good);
      }
      assertThat(waiting).isNotDone();
      troubled.jwks().heal();
      assertThat(waiting.get(10, TimeUnit.SECONDS)).isTrue();

      for (int i = 0; i < 2_000; i++) {
        isAccepted(both, UnknownKeys.like(others));
        if (i % 100 == 0) {
          accepts(both, good);
        }
      }

      troubled.stop();
      issuer.clock().advance(Duration.ofMinutes(1));
      unavailabilityOf(both, UnknownKeys.like(others));
      accepts(both, others);
      accepts(both, good);
      assertThat(issuer.requests()).isEmpty();

      // A key id that is unknown here has a brake of its own.
      issuer.keys().rotateKeepingOld();
      accepts(both, issuer.token().mint());
      assertThat(issuer.requests()).hasSize(1);
    }
  }

  @Test
  @Tag("F34")
  void separatesTheKeysOfTwoIssuersThatShareAKeyId() {
    try (TestIssuer other = TestIssuer.start();
        AccessTokenValidator both =
            AccessTokenValidator.forIssuers(
                validatorFor(issuer).build(), validatorFor(other).build())) {
      SigningKey ours = SigningKey.generate("ES384").withKeyId("1");
      SigningKey theirs = SigningKey.generate("ES384").withKeyId("1");
      issuer.keys().publishOnly(List.of(ours.jwk()));
      other.keys().publishOnly(List.of(theirs.jwk()));

      for (int round = 0; round < 2; round++) {
        assertThat(both.validate(issuer.token().signedBy(ours).mint()).issuer())
            .isEqualTo(issuer.issuer());
        assertThat(both.validate(other.token().signedBy(theirs).mint()).issuer())
            .isEqualTo(other.issuer());
        assertThat(reasonOf(both, issuer.token().signedBy(theirs).mint()))
            .isEqualTo(Reason.BAD_SIGNATURE);
        assertThat(reasonOf(both, other.token().signedBy(ours).mint()))
            .isEqualTo(Reason.BAD_SIGNATURE);
        both.refreshKeys();
      }
    }
  }

  @Test
  @Tag("F38")
  void boundsTheTimeToLiveFromCachingHeaders() {
    Map<String, Duration> lives = new LinkedHashMap<>();
    Duration usual = Duration.ofMinutes(10);
    lives.put("max-age=0", usual);
    lives.put("no-store", usual);
    lives.put("no-cache, max-age=3600", usual);
    lives.put("max-age=1", Duration.ofMinutes(1));
    lives.put("max-age=59", Duration.ofMinutes(1));
    lives.put("public, max-age=300", Duration.ofMinutes(5));
    lives.put("MAX-AGE=\"300\"", Duration.ofMinutes(5));
    lives.put("max-age=3600", Duration.ofHours(1));
    lives.put("max-age=3601", Duration.ofHours(1));
    lives.put("max-age=315360000", Duration.ofHours(1)); // ten years
    lives.put("max-age=99999999999999999999", usual);
    lives.put("max-age=-1", usual);
    lives.put("max-age=1e3", usual);
    lives.put("max-age=", usual);
    lives.put("s-maxage=60", usual);
    lives.put("x-max-age=60", usual);
    lives.put("\u00ff,,;=", usual);
    lives.forEach(
        (header, life) -> {
          issuer.jwks().answer(Answer.genuine().withHeader("Cache-Control", header));
          try (AccessTokenValidator told = validatorFor(issuer).build()) {
            accepts(told, issuer.token().mint());
            assertThat(statusOf(told).nextAttempt().orElseThrow())
                .as(header)
                .isBetween(
                    life.multipliedBy(75).dividedBy(100), life.multipliedBy(90).dividedBy(100));
          }
        });
  }

  @Test
  @Tag("F39")
  void boundsFetchesWhenReplicasDisagree() {
    List<String> before = issuer.keys().published();
    String ofOldKey = issuer.token().mint();
    accepts(ofOldKey);
    issuer.keys().rotate();
    String ofNewKey = issuer.token().mint();
    String newSet = issuer.keys().jwkSet();
    String oldSet = "{\"keys\":[" + before.get(0) + "]}";
    List<Double> fetches = Collections.synchronizedList(new ArrayList<>());
    AtomicBoolean isNew = new AtomicBoolean();
    issuer
        .jwks()
        .answerBy(
            request -> {
              fetches.add(issuer.clock().getAsLong() / 1e9);
              boolean next = !isNew.get();
              isNew.set(next);
              return Answer.genuine().withBody(next ? newSet : oldSet);
            });

    for (int step = 0; step < 60; step++) { // two minutes
      issuer.clock().advance(Duration.ofSeconds(2));
      // One of them is in force at any time, and neither answer is an accident.
      boolean old = isAccepted(validator, ofOldKey);
      boolean fresh = isAccepted(validator, ofNewKey);
      assertThat(old || fresh).isTrue();
      isAccepted(validator, UnknownKeys.like(ofOldKey + UUID.randomUUID()));
    }

    assertBounded(fetches);
    assertThat(fetches).hasSizeBetween(3 + 10, 3 + 12);
    events.await(() -> events.count("KeyRemoved") == fetches.size());
  }

  /** How many of a hundred who bring key ids that nobody has wait for a fetch that is silent. */
  private static long waitersOfAHundred(AccessTokenValidator validator, String good)
      throws Exception {
    List<Callable<Duration>> calls = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String junk = UnknownKeys.like(good);
      calls.add(
          () -> {
            long start = System.nanoTime();
            unavailabilityOf(validator, junk);
            return Duration.ofNanos(System.nanoTime() - start);
          });
    }
    return Concurrently.callOnPlatformThreads(calls).stream()
        .filter(took -> took.compareTo(Duration.ofSeconds(1)) >= 0)
        .count();
  }

  /** A machine that is busy may make anybody late, but not 32 each time. */
  private void letsFewWait(Callable<AccessTokenValidator> inTrouble) throws Exception {
    long fewest = 100;
    for (int attempt = 0; attempt < 10 && fewest > 32; attempt++) {
      issuer.jwks().heal();
      try (AccessTokenValidator troubled = inTrouble.call()) {
        fewest = waitersOfAHundred(troubled, issuer.token().mint());
      }
    }
    assertThat(fewest).isBetween(1L, 32L);
  }

  @Test
  @Tag("F21")
  void boundsWaitersForUnknownKeysAfterAFailedFetch() throws Exception {
    letsFewWait(
        () -> {
          AccessTokenValidator troubled = validatorFor(issuer).fetchTimeout(LONG).build();
          accepts(troubled, issuer.token().mint());
          issuer.jwks().answer(Answer.status(503));
          issuer.clock().advance(Duration.ofMinutes(1));
          unavailabilityOf(troubled, UnknownKeys.like(issuer.token().mint()));
          issuer.jwks().answer(Answer.hang());
          issuer.clock().advance(Duration.ofMinutes(1));
          return troubled;
        });
  }

  @Test
  @Tag("F21")
  void boundsWaitersForUnknownKeysAfterAFetchWithoutTheKey() throws Exception {
    letsFewWait(
        () -> {
          AccessTokenValidator troubled = validatorFor(issuer).fetchTimeout(LONG).build();
          accepts(troubled, issuer.token().mint());
          assertThat(reasonOf(troubled, UnknownKeys.like(issuer.token().mint())))
              .isEqualTo(Reason.UNKNOWN_KEY);
          issuer.jwks().answer(Answer.hang());
          issuer.clock().advance(Duration.ofSeconds(1));
          return troubled;
        });
  }

  @Test
  @Tag("F21")
  void boundsWaitersForAFetchThatOthersGaveUpOn() throws Exception {
    letsFewWait(
        () -> {
          AccessTokenValidator troubled = validatorFor(issuer).fetchTimeout(LONG).build();
          accepts(troubled, issuer.token().mint());
          issuer.jwks().answer(Answer.hang());
          issuer.clock().advance(Duration.ofMinutes(1));
          unavailabilityOf(troubled, UnknownKeys.like(issuer.token().mint()));
          return troubled;
        });
  }
}
