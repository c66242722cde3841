package dev.tokenvalidator.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Sends requests that are refused, and checks the responses and the log. */
final class RefusalProbe implements AutoCloseable {

  /** Longer than the period in which only a few refusals of one kind are logged. */
  private static final Duration LOG_PERIOD = Duration.ofSeconds(11);

  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 [1-5][0-9]{2} [ -~]*");
  private static final Pattern HEADER = Pattern.compile("[A-Za-z-]+: ?[!-~]([ -~]*[!-~])?");
  private static final Pattern TEXT = Pattern.compile("[ -~]+");
  private static final Pattern BODY =
      Pattern.compile("\\{(\"error\":\"[a-z_]+\",)?\"error_description\":\"[A-Za-z -]+\"}");

  /** The headers that a container or the filter may send. */
  private static final List<String> HEADERS =
      List.of(
          "date",
          "server",
          "connection",
          "content-type",
          "content-length",
          "cache-control",
          "www-authenticate",
          "retry-after");

  private final TestApp app;
  private final TestClock clock;
  private final LogLines log = new LogLines();

  RefusalProbe(TestApp app, TestClock clock) {
    this.app = app;
    this.clock = clock;
  }

  /**
   * Sends a request that must be refused. The log must contain it once, in one line; the response
   * must be well-formed; and neither may contain the credentials.
   *
   * @param token to send as a bearer token; empty for none
   */
  void refuse(int status, String method, String target, String token, String... headers)
      throws IOException {
    app.refusals().clear();
    log.forget();
    clock.advance(LOG_PERIOD);

    List<String> sent = new ArrayList<>(List.of(headers));
    if (!token.isEmpty()) {
      sent.add("Authorization: Bearer " + token);
    }
    String answer = app.exchange(method, target, sent.toArray(String[]::new));

    String request = target + " " + sent;
    assertWellFormed(answer, status, method, request + " " + operatorTexts());
    assertThat(answer).as(request).doesNotContain(LeakMarkers.VISIBLE);
    assertThat(app.refusals()).as(request).hasSize(1);
    assertThat(log.visibleByDefault())
        .as(request)
        .filteredOn(RefusalProbe::isRefusal)
        .containsExactly(app.refusals().get(0).toString());
    List<String> credentials = credentials(target, sent);
    assertThat(leaks(answer, credentials)).as("%s: %s", request, answer).isEmpty();
    for (String text : operatorTexts()) {
      assertThat(leaks(text, credentials)).as("%s: %s", request, text).isEmpty();
      assertThat(text).matches(TEXT.asMatchPredicate(), "is one line of ASCII");
      assertThat(text).as("is cut at 512 characters").doesNotContain("v".repeat(513));
    }
    for (String sentence : sentences()) {
      assertThat(sentence.replaceAll("\"[^\"]*\"", ""))
          .as("quotes every value of the request: %s", sentence)
          .doesNotContain(LeakMarkers.VISIBLE, "\"");
    }
  }

  /** Texts that an operator reads as they are. */
  private List<String> sentences() {
    return Stream.concat(
            log.visibleByDefault().stream(),
            app.refusals().stream()
                .flatMap(
                    refusal -> Stream.of(refusal.toString(), refusal.explanation().toString())))
        .toList();
  }

  /** Everything logged, and everything that the listener received. */
  List<String> operatorTexts() {
    return Stream.concat(
            log.all().stream(),
            app.refusals().stream()
                .flatMap(
                    refusal ->
                        Stream.concat(
                            Stream.of(
                                refusal.toString(),
                                refusal.explanation().toString(),
                                // Empty if the finding alone explains the refusal.
                                refusal.explanation().expected().isEmpty()
                                    ? refusal.explanation().found()
                                    : refusal.explanation().expected(),
                                refusal.explanation().found()),
                            Stream.of(
                                    refusal.route(),
                                    refusal.method(),
                                    refusal.explanation().hint(),
                                    refusal.explanation().keyId())
                                .flatMap(Optional::stream))))
        .toList();
  }

  @Override
  public void close() {
    log.close();
  }

  private static boolean isRefusal(String line) {
    return line.startsWith("request refused ");
  }

  private static List<String> leaks(String text, List<String> credentials) {
    return credentials.stream()
        .flatMap(credential -> LeakMarkers.leaks(text, credential).stream())
        .distinct()
        .toList();
  }

  /** The words in all headers and in the query. */
  private static List<String> credentials(String target, List<String> headers) {
    List<String> values = new ArrayList<>(List.of(target.replaceFirst("^[^?]*", "")));
    headers.forEach(header -> values.add(header.replaceFirst("^[^:]*:", "")));
    return values.stream()
        .flatMap(value -> Arrays.stream(value.split("[ ,?&]")))
        .map(value -> value.replaceFirst("^access_token=", ""))
        .toList();
  }

  private static void assertWellFormed(String answer, int status, String method, String request) {
    int end = answer.indexOf("\r\n\r\n");
    assertThat(end).as(request).isPositive();
    List<String> lines = List.of(answer.substring(0, end).split("\r\n", -1));
    assertThat(lines.get(0))
        .as(request)
        .matches(STATUS_LINE)
        .startsWith("HTTP/1.1 " + status + " ");
    assertThat(lines.subList(1, lines.size()))
        .allMatch(HEADER.asMatchPredicate())
        .allMatch(line -> HEADERS.contains(line.replaceFirst(":.*", "").toLowerCase(Locale.ROOT)))
        .contains("Cache-Control: no-store");
    String body = answer.substring(end + 4);
    if (method.equals("HEAD")) {
      assertThat(body).isEmpty();
    } else {
      assertThat(body).matches(BODY);
    }
  }
}
