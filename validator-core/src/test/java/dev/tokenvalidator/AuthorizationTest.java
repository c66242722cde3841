package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tokenvalidator.Refusal.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens in an {@code Authorization} header, required or optional. */
class AuthorizationTest extends IssuerTestBase {

  private static final RequestContext AT_PRODUCTS =
      RequestContext.none().withRoute("GET /products").withSource("192.0.2.7");

  private final List<Refusal> refusals = new ArrayList<>();
  private AccessTokenValidator validator;

  @BeforeEach
  void build() {
    validator =
        validatorFor(issuer)
            .listener(
                new ValidatorListener() {
                  @Override
                  public void refused(Refusal refusal) {
                    refusals.add(refusal);
                  }
                })
            .build();
  }

  @AfterEach
  void close() {
    validator.close();
  }

  @Test
  void throwsWhenTheHeaderIsMissing() {
    MissingTokenException thrown =
        catchThrowableOfType(
            MissingTokenException.class, () -> validator.validateAuthorization(List.of()));

    assertThat(thrown.explanation().found()).isEqualTo("no Authorization header");
    assertThat(thrown.getStackTrace()).isEmpty();
    assertThat(refusals).containsExactly(Refusal.of(Outcome.NO_TOKEN, thrown.explanation()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic dXNlcjpwYXNz", "DPoP abc", "Bearerx abc", "bear abc", "Negotiate"})
  void throwsForOtherAuthenticationSchemes(String header) {
    MissingTokenException thrown =
        catchThrowableOfType(
            MissingTokenException.class,
            () -> validator.validateAuthorization(List.of(header), AT_PRODUCTS));

    assertThat(thrown.explanation().found()).isEqualTo("one of another scheme");
    assertThat(refusals)
        .containsExactly(
            Refusal.of(Outcome.NO_TOKEN, thrown.explanation()).withRoute("GET /products"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "Bearer", "Bearer ", "Bearer a b", "Bearer \ta", "=", "Bearer é"})
  void reportsEachMalformedHeaderOnce(String header) {
    InvalidRequestException demanded =
        catchThrowableOfType(
            InvalidRequestException.class,
            () -> validator.validateAuthorization(List.of(header), AT_PRODUCTS));
    InvalidRequestException taken =
        catchThrowableOfType(
            InvalidRequestException.class,
            () -> validator.accessTokenIfPresent(List.of(header), AT_PRODUCTS));

    assertThat(demanded.explanation()).isEqualTo(taken.explanation());
    Refusal expected =
        Refusal.of(Outcome.INVALID_REQUEST, demanded.explanation()).withRoute("GET /products");
    assertThat(refusals).containsExactly(expected, expected);
  }

  /** Text that a client writes into the header if it has no token. */
  @ParameterizedTest
  @ValueSource(strings = {"null", "undefined", "None", "[object Object]", "[object Promise]"})
  void saysThatTheClientHadNoTokenWhenItBuiltTheHeader(String written) {
    Throwable thrown = refusalOf("Bearer " + written);

    assertThat(thrown)
        .hasMessageEndingWith(" hint=\"the client had no token when it built this header\"");
    // A space and brackets are not allowed in a token, so those are malformed requests as before.
    assertThat(refusals)
        .extracting(Refusal::outcome)
        .containsExactly(written.startsWith("[") ? Outcome.INVALID_REQUEST : Outcome.INVALID_TOKEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "Token %s", "JWT %s", "token  %s", "Access-Token %s"})
  void saysThatTheWordBearerIsMissing(String form) {
    Throwable thrown = refusalOf(form.formatted(issuer.token().mint()));

    assertThat(thrown)
        .isInstanceOf(MissingTokenException.class)
        .hasMessage(
            "expected=\"a bearer token\" found=\"one of another scheme\" hint=\"the header lacks the"
                + " word Bearer: it must be 'Authorization: Bearer <token>'\"");
    assertThat(refusals).extracting(Refusal::outcome).containsExactly(Outcome.NO_TOKEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"DPoP %s", "Basic %s.a", "Token abc", "eyJhbGciOiJSUzI1NiJ9.e30", "Token %s a"})
  void doesNotMissTheWordBearerBesideAnythingElse(String form) {
    assertThat(refusalOf(form.formatted(issuer.token().mint()))).hasMessageNotContaining("hint");
  }

  @Test
  void saysThatTheTokenIsInQuotes() {
    for (String form : List.of("Bearer \"%s\"", "Bearer '%s'", "Bearer \"%s")) {
      assertThat(refusalOf(form.formatted(issuer.token().mint())))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessage(
              "expected=\"one b64token after the scheme\" found=\"other characters\" hint=\"the token"
                  + " is in quotes; the client must send it without them\"");
    }
    assertThat(refusals).extracting(Refusal::outcome).containsOnly(Outcome.INVALID_REQUEST);
  }

  @Test
  void saysThatTheWordBearerIsThereTwice() {
    for (String form : List.of("Bearer Bearer %s", "bearer  BEARER %s")) {
      assertThat(refusalOf(form.formatted(issuer.token().mint())))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessage(
              "expected=\"one b64token after the scheme\" found=\"other characters\" hint=\"the word"
                  + " Bearer is there twice\"");
    }
    assertThat(refusals).extracting(Refusal::outcome).containsOnly(Outcome.INVALID_REQUEST);
  }

  @Test
  void doesNotShowTokenTextInHints() {
    String token = issuer.token().mint();
    for (String form : List.of("%s", "JWT %s", "Bearer \"%s\"", "Bearer Bearer %s", "%s %s")) {
      assertThat(refusalOf(form.formatted(token, token)))
          .hasMessageNotContaining("eyJ")
          .hasMessageNotContaining(token.substring(token.length() - 8));
    }
  }

  private Throwable refusalOf(String header) {
    return catchThrowableOfType(
        RuntimeException.class,
        () -> validator.validateAuthorization(List.of(header), AT_PRODUCTS));
  }

  @Test
  void returnsTheTokenWhenItIsValid() {
    List<String> good = List.of("Bearer " + issuer.token().mint());

    assertThat(validator.validateAuthorization(good).clientId()).isEqualTo(issuer.app().id());
    assertThat(validator.validateAuthorization(good, AT_PRODUCTS).clientId())
        .isEqualTo(issuer.app().id());
    assertThat(validator.accessTokenIfPresent(good, AT_PRODUCTS)).isPresent();
    assertThat(refusals).isEmpty();
  }

  @Test
  void recognizesARememberedTokenAfterSeveralSpaces() {
    String token = issuer.token().mint();
    AccessToken first = validator.validateAuthorization(List.of("Bearer   " + token));
    long hits = validator.tokenCache().hits();

    assertThat(validator.validateAuthorization(List.of("Bearer " + token))).isSameAs(first);
    assertThat(validator.validateAuthorization(List.of("Bearer  " + token))).isSameAs(first);
    assertThat(validator.tokenCache().hits()).isEqualTo(hits + 2);
  }

  @Test
  void doesNotReportAMissingOptionalToken() {
    assertThat(validator.accessTokenIfPresent(List.of(), AT_PRODUCTS)).isEmpty();
    assertThat(validator.accessTokenIfPresent(List.of("Basic dXNlcjpwYXNz"), AT_PRODUCTS))
        .isEmpty();
    assertThat(refusals).isEmpty();
  }

  @Test
  void refusesAnInvalidTokenEvenWhereTokensAreOptional() {
    List<String> bad = List.of("Bearer " + issuer.token().expired().mint());

    assertThatExceptionOfType(InvalidTokenException.class)
        .isThrownBy(() -> validator.validateAuthorization(bad, AT_PRODUCTS));
    assertThatExceptionOfType(InvalidTokenException.class)
        .isThrownBy(() -> validator.accessTokenIfPresent(bad, AT_PRODUCTS));

    assertThat(refusals)
        .hasSize(2)
        .allSatisfy(
            refusal -> {
              assertThat(refusal.reason()).contains(Reason.EXPIRED);
              assertThat(refusal.route()).contains("GET /products");
            });
  }

  @Test
  void isUnavailableWithoutKeysEvenWhereTokensAreOptional() {
    List<String> good = List.of("Bearer " + issuer.token().mint());
    issuer.stop();

    assertThatExceptionOfType(ValidationUnavailableException.class)
        .isThrownBy(() -> validator.validateAuthorization(good, AT_PRODUCTS));
    assertThatExceptionOfType(ValidationUnavailableException.class)
        .isThrownBy(() -> validator.accessTokenIfPresent(good, AT_PRODUCTS));

    assertThat(refusals).extracting(Refusal::outcome).containsOnly(Outcome.UNAVAILABLE).hasSize(2);
  }

  @Test
  void reportsTheRouteOfTokensValidatedWithoutAHeader() {
    String bad = issuer.token().expired().mint();

    assertThatExceptionOfType(InvalidTokenException.class)
        .isThrownBy(() -> validator.validate(bad, RequestContext.none().withRoute("queue orders")));

    assertThat(refusals).extracting(Refusal::route).containsExactly(Optional.of("queue orders"));
  }

  @Test
  void hidesTheSourceInToString() {
    assertThat(AT_PRODUCTS.toString()).contains("GET /products").doesNotContain("192.0.2.7");
    assertThat(AT_PRODUCTS.source()).contains("192.0.2.7");
    assertThat(RequestContext.none().withMethod("GET").withSource("a").withRoute("b"))
        .isEqualTo(
            new RequestContext(
                Optional.of("GET"),
                Optional.of("b"),
                Optional.of("a"),
                Optional.empty(),
                Optional.empty()));

    assertThatExceptionOfType(InvalidTokenException.class)
        .isThrownBy(() -> validator.validate("opaque", AT_PRODUCTS));
    assertThat(refusals).singleElement().asString().doesNotContain("192.0.2.7");
  }
}
