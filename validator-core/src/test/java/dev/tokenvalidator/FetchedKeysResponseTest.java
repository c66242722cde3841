package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.Answer;
import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.keys.KeySetEvent.LoadFailed;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Responses that are slow, endless, too large, encoded or garbage. */
class FetchedKeysResponseTest extends ValidatorTestBase {

  FetchedKeysResponseTest() {
    super("ES256");
  }

  private static final Duration SHORT = Duration.ofMillis(300);

  private static final Duration SLOW = Duration.ofMillis(400);

  /** Makes the next refresh fail with this response. */
  private LoadFailed failRefresh(Answer fault) {
    // A caller may go on before the listener has heard of the first fetch.
    events.await(() -> events.count("Loaded") > 0);
    int before = events.of(LoadFailed.class).size();
    issuer.jwks().answer(fault);
    issuer.clock().advance(REFRESH_AGE);
    accepts();
    events.await(() -> events.of(LoadFailed.class).size() > before);
    return events.of(LoadFailed.class).get(before);
  }

  /** Tokens of known keys are accepted while the fetch does not end. */
  private void acceptsKnownKeysDuring(Answer endless) {
    KeySetLog heard = new KeySetLog();
    try (AccessTokenValidator patient =
        validatorFor(issuer).fetchTimeout(LONG).listener(heard).build()) {
      issuer.jwks().heal();
      accepts(patient);
      heard.await(() -> heard.count("Loaded") == 1);
      int requests = issuer.jwks().requestCount();
      issuer.jwks().answer(endless);
      issuer.clock().advance(REFRESH_AGE);

      accepts(patient);
      issuer.jwks().awaitRequests(requests + 1, LONG);
      for (int i = 0; i < 50; i++) {
        accepts(patient);
      }

      // All tokens were accepted during the one fetch, which is still open.
      assertThat(heard.kinds()).containsExactly("Loaded");
      assertThat(issuer.jwks().requestCount()).isEqualTo(requests + 1);
    }
  }

  /** The failure that ends such a fetch when there are no keys yet. */
  private String failureOf(Answer endless) {
    KeySetLog heard = new KeySetLog();
    try (AccessTokenValidator withoutKeys =
        validatorFor(issuer)
            .jwksUri(issuer.jwks().uri())
            .fetchTimeout(SHORT)
            .listener(heard)
            .build()) {
      issuer.jwks().answer(endless);
      unavailabilityOf(withoutKeys, issuer.token().mint());
      heard.await(() -> heard.count("LoadFailed") == 1);
    }
    return heard.of(LoadFailed.class).get(0).reason();
  }

  /** The connection is closed; otherwise an issuer could keep the validator reading for ever. */
  private static void awaitTheEndOfTheResponse() throws ClassNotFoundException {
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
    assertThat(failureOf(endless)).contains("no complete response within 300 ms");
    awaitTheEndOfTheResponse();
  }

  @Test
  @Tag("F07")
  void endsAFetchThatGetsNoResponse() throws Exception {
    acceptsKnownKeysDuring(Answer.hang());
    endsAtTheDeadline(Answer.hang());
  }

  @Test
  @Tag("F08")
  @Tag("slow")
  void endsAFetchWhoseBodyTricklesIn() throws Exception {
    Answer trickle = Answer.endlessBody().trickled(1, SLOW);
    acceptsKnownKeysDuring(trickle);
    endsAtTheDeadline(trickle);
  }

  @Test
  @Tag("F09")
  @Tag("slow")
  void endsAFetchWhoseHeadersNeverEnd() throws Exception {
    String interim = "HTTP/1.1 103 Early Hints\r\n\r\n";
    List<Answer> slow =
        List.of(
            Answer.genuine().trickledFromStart(1, SLOW),
            Answer.endlessHeaders().trickled(1, SLOW),
            Answer.rawEndless("", interim).trickled(1, SLOW));
    for (Answer answer : slow) {
      acceptsKnownKeysDuring(answer);
      endsAtTheDeadline(answer);
    }
    // On runtimes with limits for headers, the HTTP client gives up by itself.
    assertThat(failureOf(Answer.endlessHeaders()))
        .containsAnyOf("no response", "no complete response");
    assertThat(failureOf(Answer.rawEndless("", interim)))
        .containsAnyOf("no response", "no complete response");
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
      awaitTheEndOfTheResponse();
      recover();
    }

    // The exact limit, which metadata and key sets share.
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

  private Map<String, Answer> garbage() {
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
    garbage()
        .forEach(
            (name, answer) -> {
              String what = name.substring(0, Math.min(40, name.length()));
              int before = events.of(LoadFailed.class).size();
              LoadFailed failure = failRefresh(answer);
              assertThat(failure.reason()).as(what).doesNotStartWith("unexpected");
              accepts();
              recover();
              assertThat(events.of(LoadFailed.class)).as(what).hasSize(before + 1);
            });
    assertThat(events.emptySets()).isZero();
    assertThat(events.kinds()).doesNotContain("KeyRemoved");
    assertThat(reasonOf(validator, issuer.token().signedBy(SigningKey.generate("ES256")).mint()))
        .isEqualTo(Reason.UNKNOWN_KEY);
  }
}
