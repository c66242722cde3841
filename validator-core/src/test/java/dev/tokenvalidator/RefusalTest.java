package dev.tokenvalidator;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.Refusal.Outcome;
import dev.tokenvalidator.fixtures.Answer;
import dev.tokenvalidator.fixtures.SigningKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a refusal tells the operator about the request, and how the log shows it. */
class RefusalTest extends IssuerTestBase {

  private final RecordingListener heard = new RecordingListener();
  private AccessTokenValidator validator;

  @BeforeEach
  void build() {
    validator = validatorFor(issuer).listener(heard).build();
  }

  @AfterEach
  void close() {
    validator.close();
  }

  @Test
  void namesTheClientOfAProvenToken() {
    reasonOf(validator, issuer.token().audience("https://other.api").mint());

    assertThat(heard.onlyRefusal().clientId()).contains(issuer.app().id());
  }

  @Test
  void namesTheClientOfARememberedToken() {
    String token = issuer.token().mint();
    accepts(validator, token);
    issuer.clock().advance(Duration.ofHours(2));

    assertThat(reasonOf(validator, token)).isEqualTo(Reason.EXPIRED);

    assertThat(heard.onlyRefusal().clientId()).contains(issuer.app().id());
    assertThat(heard.onlyRefusal().duration()).isEmpty();
  }

  @Test
  void namesNoClientWithoutProof() {
    reasonOf(validator, issuer.token().signedBy(SigningKey.generate("ES384")).mint());
    reasonOf(validator, issuer.token().type("logout+jwt").mint());
    String token = issuer.token().mint();
    reasonOf(validator, token.substring(0, token.length() - 20) + "A".repeat(20));
    reasonOf(validator, issuer.token().without("client_id").mint());

    assertThat(heard.refused()).hasSize(4).allMatch(it -> it.clientId().isEmpty());
  }

  /** The keys vouch for tokens of their own issuer only. */
  @Test
  void namesNoClientOfAnotherIssuer() {
    assertThat(reasonOf(validator, issuer.token().issuer("https://other.example").mint()))
        .isEqualTo(Reason.WRONG_ISSUER);

    assertThat(heard.onlyRefusal().clientId()).isEmpty();
  }

  @Test
  void namesMethodRouteAndClientIfAScopeIsMissing() {
    AccessDecision decision =
        ResourceServer.of(validator)
            .decide(
                "POST",
                List.of("Bearer " + issuer.token().without("scope").mint()),
                allOf("write:products"),
                RequestContext.none().withRoute("POST /products"));

    assertThat(decision).isInstanceOf(AccessDecision.TurnedAway.class);
    assertThat(heard.onlyRefusal().outcome()).isEqualTo(Outcome.INSUFFICIENT_SCOPE);
    assertThat(heard.onlyRefusal().method()).contains("POST");
    assertThat(heard.onlyRefusal().route()).contains("POST /products");
    assertThat(heard.onlyRefusal().clientId()).contains(issuer.app().id());
  }

  /** A method may be any text, even a token. */
  @Test
  void hidesAMethodThatIsNoCapitalWord() {
    String token = issuer.token().mint();
    for (String method : List.of("get", token, "", "GET\nINFO: all is well")) {
      Refusal refusal = Refusal.of(Outcome.NO_TOKEN, Explanation.of("a", "b")).withMethod(method);
      assertThat(refusal.method()).contains("other");
    }
  }

  @Test
  void measuresAValidationThatWaits() {
    issuer
        .jwks()
        .answerBy(
            request -> {
              issuer.clock().advance(Duration.ofSeconds(3));
              return Answer.status(500);
            });

    unavailabilityOf(validator, issuer.token().mint());

    assertThat(heard.onlyRefusal().duration()).contains(Duration.ofSeconds(3));
  }

  @Test
  void isOneLineOfPairs() {
    Refusal refusal =
        Refusal.of(
                Outcome.INVALID_TOKEN,
                Explanation.of("aud https://shopping.api", Explanation.quote("https://o.api"))
                    .withHint("say \"please\""))
            .withReason(Reason.WRONG_AUDIENCE)
            .withMethod("GET")
            .withRoute("no rule, path \"/a\"")
            .withClientId("app\"\n")
            .withDuration(Duration.ofMillis(2));

    assertThat(refusal)
        .hasToString(
            "request refused outcome=INVALID_TOKEN reason=WRONG_AUDIENCE method=GET"
                + " route=\"no rule, path '/a'\" client=\"app\\u0022\\u000a\""
                + " expected=\"aud https://shopping.api\" found=\"https://o.api\""
                + " hint=\"say 'please'\" duration=2.0ms");
  }

  /** The line about the fetch says why; those of the refused requests do not repeat it. */
  @Test
  void tellsTheReasonOfAFailedFetchOnce() {
    try (LogLines log = new LogLines()) {
      issuer.discovery().answer(Answer.status(500));
      for (int i = 0; i < 3; i++) {
        assertThat(unavailabilityOf(validator, issuer.token().mint()).getMessage())
            .contains("status 500");
      }
      heard.awaitEvents(1, dev.tokenvalidator.keys.KeySetEvent.LoadFailed.class);

      assertThat(log.with("status 500"))
          .singleElement()
          .asString()
          .startsWith("WARNING key set fetch failed issuer=" + issuer.issuer() + " reason=\"");
      assertThat(log.with("request refused"))
          .hasSize(3)
          .allMatch(
              line ->
                  line.startsWith(
                      "INFO request refused outcome=UNAVAILABLE found=\"keys of "
                          + issuer.issuer()
                          + " unavailable\""));
    }
  }
}
