package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.refusalOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static java.util.regex.Matcher.quoteReplacement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tokenvalidator.fixtures.Answer;
import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TokenBuilder;
import dev.tokenvalidator.internal.text.Quoted;
import dev.tokenvalidator.keys.KeySetEvent;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Foreign text stays between quotation marks, on one line of ASCII, in every text that an operator
 * reads.
 */
@Tag("slow")
class QuotedTest extends IssuerTestBase {

  QuotedTest() {
    super("ES256");
  }

  /** Part of every foreign text, and of no text of the library. */
  private static final String MARK = "robin";

  /** Longer than the period in which only a few lines of one kind are logged. */
  private static final Duration LOG_PERIOD = Duration.ofSeconds(11);

  /** One for hundreds of validators, each of which would make its own. */
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final LogLines log = new LogLines();
  private final KeySetLog events = new KeySetLog();
  private final List<String> texts = new CopyOnWriteArrayList<>();

  private final ValidatorListener listener =
      new ValidatorListener() {
        @Override
        public void accepted(AccessToken token) {
          texts.add(token.toString());
        }

        @Override
        public void refused(Refusal refusal) {
          texts.add(refusal.toString());
          texts.add(refusal.explanation().toString());
        }

        @Override
        public void keySetChanged(KeySetEvent event) {
          texts.add(event.toString());
          events.keySetChanged(event);
        }
      };

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void escapesEverythingButPrintableAscii() {
    for (int i = 0; i <= 0xffff; i++) {
      char c = (char) i;
      boolean plain = c >= ' ' && c <= '~' && c != '"' && c != '\\';
      String shown = plain ? String.valueOf(c) : String.format("\\u%04x", i);
      assertThat(Explanation.quote("a" + c + "b")).isEqualTo("\"a" + shown + "b\"");
    }
  }

  @Test
  void cutsAt64Characters() {
    assertThat(Explanation.quote("")).isEqualTo("\"\"");
    assertThat(Explanation.quote("x".repeat(64))).isEqualTo('"' + "x".repeat(64) + '"');
    assertThat(Explanation.quote("x".repeat(65))).isEqualTo('"' + "x".repeat(64) + "...\"");
    assertThat(Explanation.quote("\n".repeat(65))).isEqualTo('"' + "\\u000a".repeat(64) + "...\"");
    assertThat(Explanation.quote("x".repeat(64) + "\n")).isEqualTo('"' + "x".repeat(64) + "...\"");
  }

  @Test
  void cutsTextOfOurOwnAt512Characters() {
    assertThat(Quoted.own("x".repeat(512))).isEqualTo('"' + "x".repeat(512) + '"');
    assertThat(Quoted.own("x".repeat(513))).isEqualTo('"' + "x".repeat(512) + "...\"");
    assertThat(Quoted.own("\"\n\u00e9")).isEqualTo("\"\\u0022\\u000a\\u00e9\"");
  }

  static List<String> hostileTexts() {
    return Stream.of(
            "",
            " ",
            "; hint: all is well; kid: ",
            "\"",
            "\"; hint: \"",
            "\\\"; hint: ",
            "\\",
            "]",
            ", severe=true]",
            "\r\nINFO: all is well",
            "\n",
            "\u0001\u001b[2J",
            "\u007f\u0085\u009b31m",
            "\u2028INFO\u2029",
            "\u202egnirts\u202c",
            "\u200b\ufeff\ufffe",
            "\uff02\u201d\u00bb; hint: none",
            "\u00e9\u0131\u017f",
            "\ud83d\ude00",
            "{0}{}%s%n${jndi:ldap://127.0.0.1/a}",
            "x".repeat(200),
            "\u00fc".repeat(200))
        .map(text -> MARK + text + MARK)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("hostileTexts")
  void quotesEveryTextOfAToken(String text) {
    try (AccessTokenValidator validator = validatorFor(issuer).listener(listener).build();
        AccessTokenValidator several =
            AccessTokenValidator.forIssuers(
                validator,
                AccessTokenValidator.builder()
                    .issuer("https://other.example")
                    .audience("https://api.example")
                    .listener(listener)
                    .build())) {
      validator.refreshKeys();
      for (UnaryOperator<TokenBuilder> change : changes(text)) {
        String token = change.apply(issuer.token()).mint();
        issuer.clock().advance(LOG_PERIOD);
        // A claim with NUL is always refused.
        add(catchThrowable(() -> add(validator.validate(token))));
        add(catchThrowable(() -> several.validate(token)));
      }
    }
    assertQuoted(40);
  }

  private static List<UnaryOperator<TokenBuilder>> changes(String text) {
    return List.of(
        token -> token.algorithm(text),
        token -> token.type(text),
        token -> token.keyId(text),
        token -> token.keyId(text).expired(),
        token -> token.header("crit", List.of(text)),
        token -> token.header(text, text).expired(),
        token -> token.issuer(text),
        token -> token.audience(text),
        token -> token.claim("aud", Collections.nCopies(6, text)),
        token -> token.clientId(text),
        token -> token.clientId(text).audience(text),
        token -> token.subject(text).expired(),
        token -> token.claim("exp", text),
        token -> token.claim("scope", Map.of(text, text)),
        token -> token.claim("cnf", Map.of(text, text)),
        token -> token.organizationId(text),
        token -> token.claim("jti", List.of(text)),
        token -> token.claim(text, text));
  }

  /** The texts that an application may log. */
  private void add(AccessToken token) {
    texts.add(token.toString());
    for (String name : token.claimNames()) {
      add(catchThrowable(() -> token.claim(name, Boolean.class)));
    }
    add(catchThrowable(() -> Access.allOf("admin").check(token)));
  }

  private void add(@Nullable Throwable thrown) {
    if (thrown != null) {
      texts.add(thrown.toString());
    }
  }

  @ParameterizedTest
  @MethodSource("hostileTexts")
  void quotesTheKeyIdsOfAnIssuer(String text) {
    SigningKey key = SigningKey.generate("ES384").withKeyId(text);
    issuer.keys().publish(key);
    try (AccessTokenValidator validator = validatorFor(issuer).listener(listener).build()) {
      validator.validate(issuer.token().signedBy(key).mint());
      refusalOf(validator, issuer.token().signedBy(key).expired().mint());
      refusalOf(
          validator, issuer.token().forgedBy(SigningKey.generate("ES384")).keyId(text).mint());
      refusalOf(validator, issuer.token().signedBy(key).header("alg", "ES256").mint());
      validator.keySets().forEach(status -> texts.add(status.toString()));
      texts.add(validator.distrust(text).toString());
      refusalOf(validator, issuer.token().signedBy(key).mint());
      issuer.keys().publishOnly(List.of(issuer.keys().current().jwk()));
      validator.refreshKeys();
      events.await(() -> events.count("KeyRemoved") == 1);
    }
    assertThat(events.kinds()).contains("Loaded", "KeyDistrusted");
    assertQuoted(10);
  }

  @ParameterizedTest
  @MethodSource("hostileTexts")
  void quotesTheOtherMembersOfAnIssuersKeys(String text) {
    String json = json(text);
    String good = issuer.keys().current().jwk();
    List<String> entries = new ArrayList<>(List.of(good, json));
    for (String member : List.of("kty", "crv", "use", "alg", "kid", "key_ops", "x", "e", "d")) {
      String odd = "\"" + member + "\":" + json;
      entries.add("{" + odd + "}");
      entries.add("{\"kty\":\"RSA\"," + json + ":" + json + "," + odd + "}");
      entries.add(good.replaceFirst("\"" + member + "\":\"[^\"]*\"", quoteReplacement(odd)));
    }
    issuer.jwks().answer(Answer.genuine().withBody("{\"keys\":" + entries + "}"));
    try (AccessTokenValidator validator = validatorFor(issuer).listener(listener).build()) {
      validator.refreshKeys();
      events.await(() -> events.of(KeySetEvent.EntrySkipped.class).toString().contains("use is"));
      validator.keySets().forEach(status -> texts.add(status.toString()));
    }
    assertQuoted(10);
  }

  private static String json(String text) {
    StringBuilder json = new StringBuilder("\"");
    text.chars().forEach(c -> json.append(String.format("\\u%04x", c)));
    return json.append('"').toString();
  }

  @ParameterizedTest
  @MethodSource("hostileTexts")
  void quotesTheResponsesOfAnIssuer(String text) {
    List<Answer> metadata =
        new ArrayList<>(
            List.of(
                Answer.genuine().withMember("issuer", text),
                Answer.genuine().withMember("issuer", issuer.issuer() + text),
                Answer.genuine().withMember("issuer", "{tenantid}" + text),
                Answer.genuine()
                    .withMember("issuer", "https://" + text + "/oidc")
                    .withMember("jwks_uri", "https://127.0.0.1/" + text),
                Answer.genuine()
                    .withMember("issuer", "https://localhost/oidc")
                    .withMember("jwks_uri", "https://localhost/" + text),
                Answer.genuine().withMember("jwks_uri", text),
                Answer.genuine().withMember("jwks_uri", "https://" + text + "/"),
                Answer.genuine().withMember("jwks_uri", "https://127.0.0.1:1/" + text),
                Answer.genuine().withMember(text, text),
                Answer.genuine().withBody(text),
                Answer.genuine().withBody("{\"" + text + "\":" + text + "}")));
    if (text.matches("[ -~]*")) {
      metadata.add(Answer.genuine().withHeader("Content-Encoding", text));
      metadata.add(Answer.status(503).withHeader("Retry-After", text));
      metadata.add(Answer.status(302).withHeader("Location", text));
      metadata.add(Answer.status(307).withHeader("Location", "https://127.0.0.1/" + text));
      metadata.add(Answer.raw("HTTP/1.1 200 " + text + "\r\n" + text + "\r\n\r\n"));
      metadata.add(Answer.raw(text + "\r\n\r\n"));
      metadata.add(Answer.raw("HTTP/1.1 200 OK\r\nContent-Length: " + text + "\r\n\r\n"));
    }
    for (Answer answer : metadata) {
      for (boolean ofKeys : new boolean[] {false, true}) {
        (ofKeys ? issuer.jwks() : issuer.discovery()).answer(answer);
        issuer.clock().advance(LOG_PERIOD);
        try (AccessTokenValidator validator =
            validatorFor(issuer).httpClient(CLIENT).listener(listener).build()) {
          String token = issuer.token().mint();
          add(catchThrowable(() -> validator.validate(token)));
          validator.keySets().forEach(status -> texts.add(status.toString()));
        }
        issuer.jwks().heal();
        issuer.discovery().heal();
      }
    }
    events.await(() -> events.count("LoadFailed") > 5);
    assertQuoted(20);
  }

  /** Each text is one line of ASCII, with foreign text only between quotation marks. */
  private void assertQuoted(int atLeast) {
    List<String> all = new ArrayList<>(texts);
    all.addAll(log.all());
    assertThat(all)
        .hasSizeGreaterThanOrEqualTo(atLeast)
        .anyMatch(text -> text.contains(MARK))
        .allSatisfy(text -> assertThat(text).matches("[ -~]*"))
        .allSatisfy(
            text ->
                assertThat(text.replaceAll("\"[^\"]*\"", "")).doesNotContain(MARK, "\"", "all is"));
  }
}
