package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.Answer;
import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.keys.KeySetEvent.LoadFailed;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What an issuer that is down, slow, or talks rubbish costs those who bring good tokens. One test
 * for each fault, by its number.
 */
@Tag("slow")
class IssuerFaultsTest {

  private static final Duration AGE_OF_REFRESH = Duration.ofMinutes(10);
  private static final Duration STALE_LIMIT = Duration.ofHours(12);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration TICK = Duration.ofNanos(1);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SLOW = Duration.ofMillis(400);

  private final TestIssuer issuer = TestIssuer.builder().algorithm("ES256").start();
  private final KeySetLog events = new KeySetLog();
  private final AccessTokenValidator validator =
      validatorFor(issuer).fetchTimeout(LONG).listener(events).build();

  @AfterEach
  void close() {
    validator.close();
    issuer.close();
  }

  private void accepts(AccessTokenValidator by) {
    assertThat(by.validate(issuer.token().mint()).clientId()).isEqualTo(issuer.app().id());
  }

  private void accepts() {
    accepts(validator);
  }

  private List<LoadFailed> failures() {
    return events.of(LoadFailed.class);
  }

  /** Has the keys that are in force fetched again, with this for an answer. */
  private LoadFailed failRefresh(Answer fault) {
    // Who waited for the first fetch may go on before the listener has heard of it.
    events.await(() -> events.count("Loaded") > 0);
    int before = failures().size();
    issuer.jwks().answer(fault);
    issuer.clock().advance(AGE_OF_REFRESH);
    accepts();
    events.await(() -> failures().size() > before);
    return failures().get(before);
  }

  /** The issuer is well again, and its keys have been fetched. */
  private void recover() {
    int before = events.count("Loaded");
    issuer.jwks().heal();
    issuer.clock().advance(Duration.ofMinutes(15));
    accepts();
    events.await(() -> events.count("Loaded") > before);
  }

  @Test
  @Tag("F01")
  void startsWithoutItsIssuerAndRecoversAtTheNextAttempt() {
    String good = issuer.token().mint();
    issuer.stop();

    ValidationUnavailableException refusal = unavailabilityOf(validator, good);

    assertThat(refusal.retryAfter()).isBetween(SECOND, Duration.ofSeconds(5));
    events.await(() -> failures().size() == 1);
    assertThat(reasonOf(validator, issuer.token().unsigned().mint()))
        .isEqualTo(Reason.UNSUPPORTED_ALGORITHM);

    issuer.resume();
    issuer.clock().advance(refusal.retryAfter());
    assertThat(validator.validate(good).clientId()).isEqualTo(issuer.app().id());
    assertThat(issuer.requests()).hasSize(2);
  }

  @Test
  @Tag("F03")
  void fetchesOnceForTenThousandFirstCallers() throws Exception {
    issuer.keys().rotate("RS256"); // the cheapest to verify
    String token = issuer.token().mint();
    issuer.discovery().answer(Answer.hang());
    Callable<String> call = () -> validator.validate(token).clientId();

    List<String> clients =
        Concurrently.call(
            Collections.nCopies(10_000, call),
            () -> {
              issuer.discovery().awaitRequests(1, LONG);
              issuer.discovery().heal();
            });

    assertThat(clients).hasSize(10_000).containsOnly(issuer.app().id());
    assertThat(issuer.discovery().requestCount()).isEqualTo(1);
    assertThat(issuer.jwks().requestCount()).isEqualTo(1);
    assertThat(failures()).isEmpty();
  }

  @Test
  @Tag("F04")
  void backsOffFromAFailingIssuerAndServesKnownKeysMeanwhile() {
    int[] statuses = {500, 502, 503, 404};
    accepts();
    issuer.clock().advance(AGE_OF_REFRESH);

    for (int attempt = 1; attempt <= 40; attempt++) {
      int attempts = attempt;
      issuer.jwks().answer(Answer.status(statuses[attempt % statuses.length]));
      issuer.clock().advance(TICK);
      accepts();
      events.await(() -> failures().size() == attempts);
      LoadFailed failure = failures().get(attempt - 1);
      Duration longest = Duration.ofSeconds(attempt < 6 ? 1L << attempt : 60);
      assertThat(failure.nextAttempt()).isBetween(SECOND, longest);
      assertThat(failure.reason()).contains("status " + statuses[attempt % statuses.length]);

      // Not a moment earlier, whoever comes.
      issuer.clock().advance(failure.nextAttempt().minus(TICK));
      accepts();
      assertThat(issuer.jwks().requestCount()).isEqualTo(1 + attempt);
    }

    assertThat(failures()).hasSize(40);
    events.await(() -> events.staleSets() == 40);
    // Its metadata may tell where the keys went; asked after every second failure.
    assertThat(issuer.discovery().requestCount()).isEqualTo(1 + 40 / 2 - 1);
    for (int hour = 1; hour < 11; hour++) {
      issuer.clock().advance(Duration.ofHours(1));
      accepts();
    }
  }

  private Map<String, Duration> retryAfters() {
    Instant now = issuer.clock().instant();
    Map<String, Duration> least = new LinkedHashMap<>();
    least.put("120", Duration.ofMinutes(2));
    least.put("0", SECOND);
    least.put("00", SECOND);
    least.put("-120", SECOND);
    least.put("1e9", SECOND);
    least.put("soon", SECOND);
    least.put("1000000000", Duration.ofMinutes(15));
    least.put("9".repeat(5000), Duration.ofMinutes(15));
    // The three spellings of RFC 9110 section 5.6.7; the fraction of a second is lost.
    Instant inFiveMinutes = now.plusSeconds(300);
    Duration fiveMinutes = Duration.ofSeconds(299);
    least.put(httpDate("EEE, dd MMM yyyy HH:mm:ss 'GMT'", inFiveMinutes), fiveMinutes);
    least.put(httpDate("EEEE, dd-MMM-yy HH:mm:ss 'GMT'", inFiveMinutes), fiveMinutes);
    least.put(httpDate("EEE MMM ppd HH:mm:ss yyyy", inFiveMinutes), fiveMinutes);
    least.put(httpDate("EEE, dd MMM yyyy HH:mm:ss 'GMT'", now.minusSeconds(300)), SECOND);
    least.put("Fri, 31 Dec 9999 23:59:59 GMT", Duration.ofMinutes(15));
    return least;
  }

  private static String httpDate(String pattern, Instant date) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH)
        .withZone(ZoneOffset.UTC)
        .format(date);
  }

  @Test
  @Tag("F05")
  void obeysRetryAfterUpToFifteenMinutes() {
    accepts();
    events.await(() -> events.count("Loaded") == 1);
    for (int form = 0; form < retryAfters().size(); form++) {
      for (int status : new int[] {429, 503}) {
        // The date is counted from when the answer comes, which is when the keys are of age.
        issuer.clock().advance(AGE_OF_REFRESH);
        var retryAfter = List.copyOf(retryAfters().entrySet()).get(form);
        int before = failures().size();
        issuer.jwks().answer(Answer.status(status).withHeader("Retry-After", retryAfter.getKey()));
        accepts();
        events.await(() -> failures().size() > before);
        Duration nextAttempt = failures().get(before).nextAttempt();

        Duration least = retryAfter.getValue();
        assertThat(nextAttempt).as(retryAfter.getKey()).isBetween(least, least.plus(SECOND));
        int requests = issuer.jwks().requestCount();
        issuer.clock().advance(nextAttempt.minus(TICK));
        accepts();
        assertThat(issuer.jwks().requestCount()).isEqualTo(requests);
        recover();
      }
    }
  }

  @Test
  @Tag("F06")
  void isUnavailableAfterTwelveHoursAndRecoversAtTheFirstAttempt() {
    accepts();
    issuer.stop();

    issuer.clock().advance(STALE_LIMIT);
    accepts();
    events.await(() -> failures().size() == 1);
    issuer.clock().advance(Duration.ofMillis(1));
    String late = issuer.token().mint();
    ValidationUnavailableException refusal = unavailabilityOf(validator, late);

    assertThat(refusal.retryAfter()).isBetween(SECOND, Duration.ofSeconds(5));
    events.await(() -> events.count("StaleLimitPassed") == 1);
    issuer.resume();
    issuer.clock().advance(refusal.retryAfter());
    assertThat(validator.validate(late).clientId()).isEqualTo(issuer.app().id());
    assertThat(issuer.jwks().requestCount()).isEqualTo(2);
  }

  /** A fetch that does not end: those whose key is known do not notice. */
  private void costsKnownKeysNothing(Answer endless) {
    KeySetLog heard = new KeySetLog();
    try (AccessTokenValidator patient =
        validatorFor(issuer).fetchTimeout(LONG).listener(heard).build()) {
      issuer.jwks().heal();
      accepts(patient);
      heard.await(() -> heard.count("Loaded") == 1);
      int requests = issuer.jwks().requestCount();
      issuer.jwks().answer(endless);
      issuer.clock().advance(AGE_OF_REFRESH);

      accepts(patient);
      issuer.jwks().awaitRequests(requests + 1, LONG);
      for (int i = 0; i < 50; i++) {
        accepts(patient);
      }

      // All were answered, and nobody asked again, while the fetch was still open.
      assertThat(heard.kinds()).containsExactly("Loaded");
      assertThat(issuer.jwks().requestCount()).isEqualTo(requests + 1);
    }
  }

  /** What such a fetch ends with, where no keys are there yet. */
  private String endOf(Answer endless) {
    KeySetLog heard = new KeySetLog();
    try (AccessTokenValidator cold =
        validatorFor(issuer)
            .jwksUri(issuer.jwks().uri())
            .fetchTimeout(SHORT)
            .listener(heard)
            .build()) {
      issuer.jwks().answer(endless);
      unavailabilityOf(cold, issuer.token().mint());
      heard.await(() -> heard.count("LoadFailed") == 1);
    }
    return heard.of(LoadFailed.class).get(0).reason();
  }

  /** The connection is cut: otherwise an issuer could keep us reading for ever. */
  private static void awaitTheEndOfTheAnswer() throws ClassNotFoundException {
    String sender = Class.forName("dev.tokenvalidator.fixtures.SendingPace").getName();
    Thread.getAllStackTraces()
        .forEach(
            (thread, stack) -> {
              boolean sending =
                  List.of(stack).stream().anyMatch(frame -> frame.getClassName().equals(sender));
              if (sending) {
                try {
                  thread.join(LONG.toMillis());
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
              }
            });
  }

  private void endsAtTheDeadline(Answer endless) throws ClassNotFoundException {
    assertThat(endOf(endless)).contains("no complete answer within 300 ms");
    awaitTheEndOfTheAnswer();
  }

  @Test
  @Tag("F07")
  void endsAFetchThatGetsNoResponse() throws Exception {
    costsKnownKeysNothing(Answer.hang());
    endsAtTheDeadline(Answer.hang());
  }

  @Test
  @Tag("F08")
  void endsAFetchWhoseBodyTricklesIn() throws Exception {
    Answer trickle = Answer.endlessBody().trickled(1, SLOW);
    costsKnownKeysNothing(trickle);
    endsAtTheDeadline(trickle);
  }

  @Test
  @Tag("F09")
  void endsAFetchWhoseHeadersNeverEnd() throws Exception {
    String interim = "HTTP/1.1 103 Early Hints\r\n\r\n";
    List<Answer> slow =
        List.of(
            Answer.genuine().trickledFromStart(1, SLOW),
            Answer.endlessHeaders().trickled(1, SLOW),
            Answer.rawEndless("", interim).trickled(1, SLOW));
    for (Answer answer : slow) {
      costsKnownKeysNothing(answer);
      endsAtTheDeadline(answer);
    }
    // These the HTTP client gives up by itself, on the runtimes that have limits for them.
    assertThat(endOf(Answer.endlessHeaders())).containsAnyOf("no answer", "no complete answer");
    assertThat(endOf(Answer.rawEndless("", interim)))
        .containsAnyOf("no answer", "no complete answer");
  }

  private static String padded(String jwkSet, int length) {
    return jwkSet + " ".repeat(length - jwkSet.length());
  }

  @Test
  @Tag("F10")
  void closesTheConnectionWhenTheBodyIsTooLong() throws Exception {
    accepts();
    String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    String space = " ".repeat(1024);
    List<Answer> answers =
        List.of(
            Answer.endlessBody(),
            Answer.rawEndless(head + "Content-Length: 10737418240\r\n\r\n", space),
            Answer.rawEndless(head + "Connection: close\r\n\r\n", space));
    for (Answer answer : answers) {
      assertThat(failRefresh(answer).reason()).matches(".*more than 26[012]\\d{3} bytes.*");
      awaitTheEndOfTheAnswer();
      recover();
    }

    // Where the limit is: metadata, which is not fetched here, and keys have it in common.
    int limit = 256 * 1024;
    try (AccessTokenValidator configured =
        validatorFor(issuer).jwksUri(issuer.jwks().uri()).fetchTimeout(LONG).build()) {
      issuer.jwks().answer(Answer.genuine().withBody(padded(issuer.keys().jwkSet(), limit + 1)));
      ValidationUnavailableException refusal = unavailabilityOf(configured, issuer.token().mint());
      assertThat(refusal).hasMessageContaining("more than 262144 bytes");
      issuer.jwks().answer(Answer.genuine().withBody(padded(issuer.keys().jwkSet(), limit)));
      issuer.clock().advance(refusal.retryAfter());
      accepts(configured);
    }
  }

  @Test
  @Tag("F11")
  void refusesContentCodings() {
    accepts();
    assertThat(issuer.jwks().requests().get(0).headers().get("Accept-Encoding"))
        .isEqualTo(List.of("identity"));

    assertThat(failRefresh(Answer.gzipBomb(64)).reason()).contains("content coding");
    for (String coding : List.of("gzip", "deflate", "br", "x-nobody-knows", "identity, gzip")) {
      recover();
      LoadFailed failure = failRefresh(Answer.genuine().withHeader("Content-Encoding", coding));
      assertThat(failure.reason()).contains("content coding \"" + coding + "\"");
      accepts();
    }
  }

  private Map<String, Answer> rubbish() {
    String set = issuer.keys().jwkSet();
    Map<String, Answer> answers = new LinkedHashMap<>();
    List.of(
            "",
            " ",
            "<!DOCTYPE html><html><body>maintenance</body></html>",
            "null",
            "7",
            "\"keys\"",
            "[]",
            "{}",
            "{\"keys\":null}",
            "{\"keys\":{}}",
            "{\"keys\":\"\"}",
            "{\"Keys\":[]}",
            set + "x",
            set + set,
            set.replace("{\"keys\"", "{\"keys\":[],\"keys\""),
            set.substring(0, set.length() - 1),
            set.substring(0, set.length() / 2),
            "[".repeat(100_000),
            "{\"keys\":" + "[".repeat(100_000),
            "{\"x\":" + "9".repeat(200_000) + "}",
            "{\"keys\":[" + "{\"a\":".repeat(20_000))
        .forEach(body -> answers.put(body, Answer.genuine().withBody(body)));
    answers.put(
        "html", Answer.genuine().withHeader("Content-Type", "text/html").withBody("<html/>"));
    answers.put("UTF-16", Answer.genuine().withBody(set.getBytes(UTF_16)));
    answers.put("UTF-16 without BOM", Answer.genuine().withBody(set.getBytes(UTF_16LE)));
    answers.put("not UTF-8", Answer.genuine().withBody(new byte[] {'{', '"', (byte) 0xff}));
    answers.put(
        "too long a length",
        Answer.genuine().withHeader("Content-Length", "100000").cutAfter(100_000));
    answers.put("no HTTP", Answer.raw("220 mail.example ESMTP\r\n"));
    answers.put("no body", Answer.status(204));
    return answers;
  }

  @Test
  @Tag("F12")
  void keepsItsKeysWhenTheResponseIsGarbage() {
    accepts();
    rubbish()
        .forEach(
            (name, answer) -> {
              String what = name.substring(0, Math.min(40, name.length()));
              int before = failures().size();
              LoadFailed failure = failRefresh(answer);
              assertThat(failure.reason()).as(what).doesNotStartWith("unexpected");
              accepts();
              recover();
              assertThat(failures()).as(what).hasSize(before + 1);
            });
    assertThat(events.emptySets()).isZero();
    assertThat(events.kinds()).doesNotContain("KeyRemoved");
    assertThat(reasonOf(validator, issuer.token().signedBy(SigningKey.generate("ES256")).mint()))
        .isEqualTo(Reason.UNKNOWN_KEY);
  }
}
