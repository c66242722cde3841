package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tokenvalidator.fixtures.Answer;
import dev.tokenvalidator.fixtures.ReceivedRequest;
import dev.tokenvalidator.keys.KeySetEvent.EntrySkipped;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What real issuers publish and expect beyond the standards. */
@Tag("json")
class IssuerQuirksTest extends IssuerTestBase {

  IssuerQuirksTest() {
    super("ES256");
  }

  private static final String SECRET = "Bearer secret-of-the-fetch";

  private final KeySetLog events = new KeySetLog();

  private void accepts(AccessTokenValidatorBuilder settings) {
    try (AccessTokenValidator validator = settings.listener(events).build()) {
      assertThat(validator.validate(issuer.token().mint()).clientId()).isEqualTo(issuer.app().id());
      events.await(() -> events.count("Loaded") > 0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"d", "alg", "use", "key_ops", "x5c", "p", "k", "oth", "priv", "ext"})
  void treatsANullMemberAsAbsent(String member) {
    String jwk = issuer.keys().current().jwk().replaceFirst("\"" + member + "\":\"[^\"]*\",?", "");
    issuer.keys().publishOnly(List.of(jwk.replaceFirst("\\{", "{\"" + member + "\":null,")));

    accepts(validatorFor(issuer));

    assertThat(events.count("EntrySkipped")).isZero();
  }

  @Test
  void treatsANullKeyIdAsAbsent() {
    String jwk = issuer.keys().current().jwk().replaceFirst("\"kid\":\"[^\"]*\"", "\"kid\":null");
    issuer.keys().publishOnly(List.of(jwk));

    try (AccessTokenValidator validator = validatorFor(issuer).build()) {
      assertThat(validator.validate(issuer.token().withoutHeader("kid").mint()).clientId())
          .isEqualTo(issuer.app().id());
    }
  }

  @Test
  void reportsASecretBesideNullMembersAsSevere() {
    String odd = "\"nbf\":" + "9".repeat(2000);
    issuer.keys().publishJwk("{\"kty\":\"EC\",\"p\":null,\"d\":\"c2VjcmV0\"}");
    issuer.keys().publishJwk("{\"kty\":\"EC\",\"d\":null," + odd + "}");
    issuer.keys().publishJwk("{\"kty\":\"EC\",\"d\":\"c2VjcmV0\"," + odd + "}");

    accepts(validatorFor(issuer));

    events.await(() -> events.count("EntrySkipped") == 3);
    assertThat(events.of(EntrySkipped.class))
        .extracting(EntrySkipped::severe)
        .containsExactly(true, false, true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "", "utf-8", "UTF-8", "identity", "Identity"})
  void readsABodyWithoutContentCoding(String coding) {
    issuer.discovery().answer(Answer.genuine().withHeader("Content-Encoding", coding));
    issuer.jwks().answer(Answer.genuine().withHeader("Content-Encoding", coding));

    accepts(validatorFor(issuer));
  }

  @Test
  void readsDocumentsWithAByteOrderMark() {
    String metadata =
        "{\"issuer\":\"" + issuer.issuer() + "\",\"jwks_uri\":\"" + issuer.jwks().uri() + "\"}";
    issuer.discovery().answer(Answer.genuine().withBody("\uFEFF" + metadata));
    issuer.jwks().answer(Answer.genuine().withBody("\uFEFF" + issuer.keys().jwkSet()));

    accepts(validatorFor(issuer));
  }

  @Test
  void readsAtMostAThousandEntries() {
    List<String> entries = new ArrayList<>(Collections.nCopies(999, "{\"kty\":\"odd\"}"));
    entries.add(issuer.keys().current().jwk());
    issuer.keys().publishOnly(entries);
    accepts(validatorFor(issuer));

    entries.add("{}");
    issuer.keys().publishOnly(entries);
    try (AccessTokenValidator validator = validatorFor(issuer).build()) {
      assertThat(unavailabilityOf(validator, issuer.token().mint()))
          .hasMessageContaining("1001 entries, more than 1000");
    }
  }

  private List<Optional<String>> sent(String name, List<ReceivedRequest> requests) {
    return requests.stream().map(request -> request.header(name)).toList();
  }

  @Test
  void sendsAFreshHeaderValueWithEachFetch() {
    AtomicInteger number = new AtomicInteger();
    AccessTokenValidatorBuilder settings =
        validatorFor(issuer)
            .fetchHeader("Authorization", () -> SECRET + number.incrementAndGet())
            .fetchHeader("User-Agent", () -> "known-to-the-firewall")
            .listener(events);
    try (AccessTokenValidator validator = settings.build()) {
      validator.validate(issuer.token().mint());
      validator.refreshKeys();

      assertThat(sent("Authorization", issuer.requests()))
          .containsExactly(
              Optional.of(SECRET + 1), Optional.of(SECRET + 2), Optional.of(SECRET + 3));
      assertThat(sent("User-Agent", issuer.requests()))
          .containsOnly(Optional.of("known-to-the-firewall"));
      issuer.stop();
      validator.refreshKeys();
      events.await(() -> events.count("LoadFailed") == 1);
      assertThat(events + " " + validator.keySets()).doesNotContain("secret");
    }
  }

  @Test
  void sendsTheHeaderOnlyToNamedHostsOfTheMetadata() {
    URI elsewhere =
        URI.create(
            "http://localhost:" + issuer.endpoint().getPort() + issuer.jwks().uri().getPath());
    issuer.discovery().answer(Answer.genuine().withMember("jwks_uri", elsewhere.toString()));

    accepts(validatorFor(issuer).fetchHeader("Authorization", () -> SECRET));
    assertThat(sent("Authorization", issuer.jwks().requests())).containsExactly(Optional.empty());
    assertThat(sent("Authorization", issuer.discovery().requests()))
        .containsExactly(Optional.of(SECRET));

    issuer.forgetRequests();
    accepts(validatorFor(issuer).fetchHeader("Authorization", () -> SECRET, "LocalHost"));
    assertThat(sent("Authorization", issuer.jwks().requests()))
        .containsExactly(Optional.of(SECRET));
  }

  @Test
  void sendsTheHeaderToAConfiguredAddress() {
    accepts(
        validatorFor(issuer)
            .jwksUri(issuer.jwks().uri())
            .fetchHeader("Authorization", () -> SECRET));

    assertThat(sent("Authorization", issuer.requests())).containsExactly(Optional.of(SECRET));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\r\nX: y", "\u00e4", "a\u0000"})
  void failsTheFetchWhenTheHeaderValueIsInvalid(String value) {
    try (AccessTokenValidator validator =
        validatorFor(issuer).fetchHeader("X-Key", () -> value).build()) {
      assertThat(unavailabilityOf(validator, issuer.token().mint()))
          .hasMessageContaining("the supplier of the fetch header X-Key gave no value");
    }
    assertThat(issuer.requests()).isEmpty();
  }

  @Test
  void failsTheFetchWhenTheHeaderSupplierThrowsOrHangs() throws Exception {
    try (AccessTokenValidator validator =
        validatorFor(issuer)
            .fetchHeader(
                "X-Key",
                () -> {
                  throw new IllegalStateException(SECRET);
                })
            .build()) {
      assertThat(unavailabilityOf(validator, issuer.token().mint()))
          .hasMessageContaining("IllegalStateException")
          .hasMessageNotContaining("secret");
    }
    CountDownLatch never = new CountDownLatch(1);
    try (AccessTokenValidator validator =
        validatorFor(issuer)
            .fetchTimeout(Duration.ofMillis(300))
            .fetchHeader(
                "X-Key",
                () -> {
                  try {
                    never.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  return "";
                })
            .build()) {
      unavailabilityOf(validator, issuer.token().mint());
    }
    assertThat(issuer.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "host", "Content-Length", "Accept", "x\n", "If-None-Match"})
  void stopsTheStartForAForbiddenHeader(String name) {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> validatorFor(issuer).fetchHeader(name, () -> SECRET).build())
        .satisfies(e -> assertThat(e.setting()).isEqualTo("fetchHeader"));
  }

  @Test
  void stopsTheStartForAnInvalidHost() {
    for (String host : new String[] {"", "https://issuer.example", "a b", null}) {
      assertThatExceptionOfType(InvalidSettingException.class)
          .isThrownBy(() -> validatorFor(issuer).fetchHeader("X-Key", () -> SECRET, host).build())
          .satisfies(e -> assertThat(e.setting()).isEqualTo("fetchHeader"));
    }
  }

  @Test
  void stopsTheStartForAMetadataAddressAsIssuer() {
    for (String suffix : List.of("openid-configuration", "oauth-authorization-server", "x/y")) {
      assertThatExceptionOfType(InvalidSettingException.class)
          .isThrownBy(
              () ->
                  AccessTokenValidator.builder()
                      .issuer("https://t1.example/oidc/.well-known/" + suffix)
                      .audience("a")
                      .build())
          .withMessageContaining("leave out \"/.well-known/" + suffix + "\"")
          .satisfies(e -> assertThat(e.setting()).isEqualTo("issuer"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://t1.example/.well-known/oauth-authorization-server/oidc, https://t1.example/oidc",
    "https://t1.example/.well-known/openid-configuration/a/b, https://t1.example/a/b",
    "https://kc.example/realms/shop/protocol/openid-connect/certs, https://kc.example/realms/shop",
    "https://kc.example/realms/shop/protocol/openid-connect/token, https://kc.example/realms/shop",
    "https://login.microsoftonline.com/8b87/discovery/v2.0/keys,"
        + " https://login.microsoftonline.com/8b87/v2.0",
    "https://login.microsoftonline.com/common/discovery/keys,"
        + " https://login.microsoftonline.com/<tenant id>/v2.0"
  })
  void stopsTheStartForADocumentAsIssuerAndSaysWhichIssuerIsMeant(String address, String meant) {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> AccessTokenValidator.builder().issuer(address).audience("a").build())
        .withMessageStartingWith("issuer: \"" + address + "\" is ")
        .withMessageEndingWith("; set issuer=\"" + meant + "\"")
        .satisfies(e -> assertThat(e.setting()).isEqualTo("issuer"));
  }

  @Test
  void showsUpTo512CharactersOfASetting() {
    for (String odd : List.of("\n", "\u001b[2J", "x\"y")) {
      String address = "https://t1.example/" + "x".repeat(400) + odd;
      assertThatExceptionOfType(InvalidSettingException.class)
          .isThrownBy(() -> AccessTokenValidator.builder().issuer(address).audience("a").build())
          .satisfies(e -> assertThat(e.getMessage()).contains("x".repeat(400)).matches("[ -~]*"));
    }
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(
            () ->
                AccessTokenValidator.builder()
                    .issuer("https://t1.example/ " + "x".repeat(512))
                    .audience("a")
                    .build())
        .withMessageContaining("xxx...\" is not a URI");
  }

  @Test
  void stopsTheStartForTimesOutOfRange() {
    List<AccessTokenValidatorBuilder> settings =
        List.of(
            validatorFor(issuer).timeToLive(Duration.ofSeconds(59)),
            validatorFor(issuer).timeToLive(Duration.ofMinutes(61)),
            validatorFor(issuer).staleLimit(Duration.ofSeconds(-1)),
            validatorFor(issuer).staleLimit(Duration.ofDays(8)),
            validatorFor(issuer).replicaLag(Duration.ofMinutes(6)));
    for (AccessTokenValidatorBuilder setting : settings) {
      assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(setting::build);
    }
  }
}
