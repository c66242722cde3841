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
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the keys are fetched from: metadata, redirects and configured addresses. */
class FetchedKeysMetadataTest extends ValidatorTestBase {

  FetchedKeysMetadataTest() {
    super(Duration.ofSeconds(2));
  }

  @Test
  void refusesMetadataThatNamesAnotherIssuer() {
    issuer.discovery().answer(Answer.genuine().withMember("issuer", issuer.issuer() + "/"));

    unavailabilityOf(validator, issuer.token().mint());

    assertThat(issuer.jwks().requestCount()).isZero();
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

    // After an address that cannot be connected to, discovery is repeated.
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
  @Tag("F25")
  @Tag("slow")
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
        validatorWithoutKeys().jwksUri(issuer.jwks().uri()).build()) {
      accepts(configured);
    }
    assertThat(issuer.discovery().requestCount()).isZero();
  }

  @Test
  void usesNoNetworkWithAConfiguredKeySet() {
    try (AccessTokenValidator configured =
        validatorWithoutKeys().jwkSet(issuer.keys().jwkSet()).build()) {
      accepts(configured);
      assertThat(reasonOf(configured, issuer.token().signedBy(SigningKey.generate("ES384")).mint()))
          .isEqualTo(Reason.UNKNOWN_KEY);
    }
    assertThat(issuer.requests()).isEmpty();
  }

  /** Has the name of the issuer. The caller adds the keys, or their address. */
  private AccessTokenValidatorBuilder validatorWithoutKeys() {
    return AccessTokenValidator.builder()
        .issuer(issuer.issuer())
        .audience(issuer.resource().indicator())
        .clock(issuer.clock(), issuer.clock());
  }

  @Test
  void repeatsDiscoveryAfterTwoFailures() {
    accepts(issuer.token().mint());
    issuer.jwks().answer(Answer.status(410));
    for (int attempt = 0; attempt < 2; attempt++) {
      refresh();
    }
    issuer.jwks().heal();
    int discoveries = issuer.discovery().requestCount();

    refresh();

    assertThat(issuer.discovery().requestCount()).isEqualTo(discoveries + 1);
  }

  @Test
  @Tag("slow")
  void repeatsDiscoveryAfterTwoHangingFetches() {
    accepts(issuer.token().mint());
    issuer.jwks().answer(Answer.hang());
    for (int attempt = 0; attempt < 2; attempt++) {
      refresh();
    }
    issuer.jwks().heal();
    int discoveries = issuer.discovery().requestCount();

    refresh();

    assertThat(issuer.discovery().requestCount()).isEqualTo(discoveries + 1);
  }

  @Test
  @Tag("slow")
  void fetchesFromTheKnownAddressWhileTheMetadataIsDown() {
    accepts(issuer.token().mint());
    for (Answer down : List.of(Answer.status(503), Answer.hang())) {
      issuer.jwks().answer(Answer.status(503));
      issuer.discovery().answer(down);
      for (int attempt = 0; attempt < 2; attempt++) {
        refresh();
      }
      issuer.jwks().heal();
      int loads = events.count("Loaded");
      int ends = loads + events.count("LoadFailed");

      // Metadata that hangs uses up the time of one fetch, but not of the next.
      issuer.clock().advance(Duration.ofMinutes(10));
      accepts(issuer.token().mint());
      events.await(() -> events.count("Loaded") + events.count("LoadFailed") > ends);
      issuer.clock().advance(Duration.ofMinutes(10));
      accepts(issuer.token().mint());

      events.await(() -> events.count("Loaded") > loads);
      issuer.discovery().heal();
    }
  }

  /** A fetch that ignores its interrupt may still run when the next one begins. */
  @Test
  void fetchesFromTheKnownAddressWhileAnAbandonedFetchOfTheMetadataRuns() {
    AtomicBoolean blocksNext = new AtomicBoolean();
    CountDownLatch released = new CountDownLatch(1);
    Supplier<String> blocking =
        () -> {
          if (blocksNext.getAndSet(false)) {
            awaitIgnoringInterrupts(released);
          }
          return "x";
        };
    try (AccessTokenValidator validator =
        validatorFor(issuer)
            .fetchTimeout(Duration.ofMillis(500))
            .fetchHeader("X-Blocking", blocking)
            .listener(events)
            .build()) {
      accepts(validator);
      issuer.jwks().answer(Answer.status(503));
      fetchAgain(validator, "LoadFailed");
      fetchAgain(validator, "LoadFailed");
      issuer.jwks().heal();
      int discoveries = issuer.discovery().requestCount();
      blocksNext.set(true);
      fetchAgain(validator, "LoadFailed");

      fetchAgain(validator, "Loaded");

      assertThat(issuer.discovery().requestCount()).isEqualTo(discoveries);
    } finally {
      released.countDown();
    }
  }

  private void fetchAgain(AccessTokenValidator validator, String outcome) {
    int before = events.count(outcome);
    issuer.clock().advance(REFRESH_AGE);
    accepts(validator);
    events.await(() -> events.count(outcome) > before);
  }

  private static void awaitIgnoringInterrupts(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        // The interrupt is ignored.
      }
    }
  }

  @Test
  void keepsTheKeyAddressWhileTheMetadataIsDownForDays() {
    accepts(issuer.token().mint());
    issuer.discovery().answer(Answer.status(500));

    for (int day = 0; day < 3; day++) {
      for (int hour = 0; hour < 24; hour += 6) {
        issuer.clock().advance(Duration.ofHours(6));
        refresh();
      }
    }

    accepts(issuer.token().mint());
    assertThat(events.kinds()).doesNotContain("LoadFailed", "StaleLimitPassed");
    assertThat(issuer.discovery().requestCount()).isEqualTo(4); // at first, and once a day
  }
}
