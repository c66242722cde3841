package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tokenvalidator.fixtures.Answer;
import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.keys.KeyName;
import dev.tokenvalidator.keys.KeySetEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which keys {@code distrust} matches, before and after they are fetched, and what it reports. */
@Tag("slow")
class DistrustedKeysTest extends ValidatorTestBase {

  private final LogLines log = new LogLines();

  /** A second key of the issuer. The first one stays trusted. */
  private final SigningKey key = SigningKey.generate("ES384");

  private final String thumbprint = key.keyId();

  @AfterEach
  void close() {
    log.close();
  }

  private void publish(String... keyIds) {
    List<String> jwks = new ArrayList<>(List.of(issuer.keys().current().jwk()));
    for (String keyId : keyIds) {
      jwks.add(key.withKeyId(keyId).jwk());
    }
    issuer.keys().publishOnly(jwks);
  }

  private String tokenOf(String keyId) {
    return issuer.token().signedBy(key.withKeyId(keyId)).mint();
  }

  private KeyName name(String keyId) {
    return new KeyName(Optional.of(keyId), thumbprint);
  }

  private void distrusts(String token) {
    assertThat(reasonOf(validator, token)).isEqualTo(Reason.DISTRUSTED_KEY);
  }

  @Test
  void refusesARenamedKeyThatWasDistrustedBeforeTheFirstFetch() {
    publish("old");
    assertThat(validator.distrust("old")).isEmpty();
    accepts(issuer.token().mint()); // fetches the set that shows which key the name stands for

    publish("new");
    validator.refreshKeys();

    distrusts(tokenOf("new"));
    issuer.keys().publishOnly(List.of(key.jwk().replaceFirst("\"kid\":\"[^\"]*\",?", "")));
    validator.refreshKeys();
    distrusts(issuer.token().signedBy(key).withoutHeader("kid").mint());
  }

  @Test
  void refusesARenamedKeyThatNoTokenUsedBefore() {
    publish("old");
    validator.distrust("old");
    validator.refreshKeys();
    publish("new");
    validator.refreshKeys();

    distrusts(tokenOf("new"));
    accepts(issuer.token().mint());
  }

  @Test
  void refusesADistrustedKeyThatIsPublishedLater() {
    validator.distrust("later");
    accepts(issuer.token().mint());
    assertThat(events.of(KeySetEvent.KeyDistrusted.class))
        .containsExactly(new KeySetEvent.KeyDistrusted(issuer.issuer(), "later", List.of()));

    publish("later");
    validator.refreshKeys();

    events.await(() -> events.count("KeyDistrusted") == 2);
    assertThat(events.of(KeySetEvent.KeyDistrusted.class).get(1).keys())
        .containsExactly(name("later"));
    distrusts(tokenOf("later"));
    publish("renamed");
    validator.refreshKeys();
    distrusts(tokenOf("renamed"));
    // Reported once, however often it is published.
    assertThat(events.count("KeyDistrusted")).isEqualTo(2);
  }

  @Test
  void refusesAKeyThatWasRenamedBeforeItWasDistrusted() {
    publish("old");
    validator.refreshKeys();
    publish("new");
    validator.refreshKeys();
    String token = tokenOf("new");
    accepts(token);

    assertThat(validator.distrust("old")).isEqualTo(Map.of(issuer.issuer(), List.of(name("old"))));

    distrusts(token);
  }

  @Test
  void refusesRememberedTokensOfADistrustedKeyUnderAllItsIds() {
    publish("one", "two");
    String ofOne = tokenOf("one");
    String ofTwo = tokenOf("two");
    accepts(ofOne);
    accepts(ofTwo);

    validator.distrust("two");

    distrusts(ofOne);
    distrusts(ofTwo);
  }

  @Test
  void refusesEveryKeyWithADistrustedId() {
    publish("constant");
    validator.refreshKeys();
    validator.distrust("constant");
    SigningKey other = SigningKey.generate("ES384").withKeyId("constant");
    issuer.keys().publishOnly(List.of(other.jwk()));
    validator.refreshKeys();

    distrusts(issuer.token().signedBy(other).mint());
  }

  @Test
  void refusesOnlyTheKeyWithADistrustedThumbprint() {
    publish("constant");
    validator.refreshKeys();
    validator.distrust(thumbprint);
    distrusts(tokenOf("constant"));
    SigningKey other = SigningKey.generate("ES384").withKeyId("constant");
    issuer.keys().publishOnly(List.of(other.jwk()));
    validator.refreshKeys();

    accepts(issuer.token().signedBy(other).mint());
  }

  @Test
  void refusesADistrustedKeyOfAStaleSet() {
    publish("old");
    validator.refreshKeys();
    issuer.jwks().answer(Answer.status(500));
    issuer.clock().advance(Duration.ofHours(2));
    accepts(tokenOf("old"));

    assertThat(validator.distrust("old")).hasSize(1);

    distrusts(tokenOf("old"));
    issuer.jwks().answer(Answer.genuine().withBody("{\"keys\":[]}"));
    validator.refreshKeys();
    distrusts(tokenOf("old"));
  }

  @Test
  void findsAKeyInAnExpiredSet() {
    publish("old");
    validator.refreshKeys();
    issuer.stop();
    issuer.clock().advance(Duration.ofHours(13));

    assertThat(validator.distrust("old").values()).containsExactly(List.of(name("old")));

    issuer.resume();
    publish("new");
    validator.refreshKeys();
    distrusts(tokenOf("new"));
  }

  @Test
  void refusesADistrustedKeyOfAConfiguredSet() {
    publish("old");
    try (AccessTokenValidator fixed =
        AccessTokenValidator.builder()
            .issuer(issuer.issuer())
            .audience(issuer.resource().indicator())
            .jwkSet(issuer.keys().jwkSet())
            .clock(issuer.clock(), System::nanoTime)
            .build()) {
      assertThat(fixed.distrust("old")).isEqualTo(Map.of(issuer.issuer(), List.of(name("old"))));

      assertThat(reasonOf(fixed, tokenOf("old"))).isEqualTo(Reason.DISTRUSTED_KEY);
      assertThat(fixed.validate(issuer.token().mint()).issuer()).isEqualTo(issuer.issuer());
    }
  }

  @Test
  void namesTheIssuersThatPublishTheKey() {
    publish("shared");
    try (TestIssuer other = TestIssuer.builder().clock(issuer.clock()).start();
        AccessTokenValidator both =
            AccessTokenValidator.forIssuers(validator, validatorFor(other).build())) {
      both.refreshKeys();

      assertThat(both.distrust("shared"))
          .isEqualTo(Map.of(issuer.issuer(), List.of(name("shared"))));

      // The name is distrusted at the other issuer too.
      other.keys().publish(SigningKey.generate("ES384").withKeyId("shared"));
      both.refreshKeys();
      assertThat(both.distrust("shared")).containsOnlyKeys(issuer.issuer(), other.issuer());
    }
  }

  @Test
  void reportsAndLogsEachCall() {
    publish("old");
    validator.refreshKeys();
    for (int i = 0; i < 20; i++) {
      validator.distrust("unknown " + i);
    }
    validator.distrust("old");
    events.await(() -> events.count("KeyDistrusted") == 21);

    assertThat(events.of(KeySetEvent.KeyDistrusted.class))
        .hasSize(21)
        .endsWith(new KeySetEvent.KeyDistrusted(issuer.issuer(), "old", List.of(name("old"))));
    assertThat(log.with("key distrusted "))
        .hasSize(21)
        .allMatch(line -> line.startsWith("WARNING "))
        .last()
        .asString()
        .contains("name=\"old\" kids=[\"old\"] thumbprints=[\"" + thumbprint + "\"]");
  }

  @Test
  void refusesATokenWhoseKeyIsDistrustedDuringItsVerification() throws Exception {
    WatchedProvider provider = new WatchedProvider();
    try (AccessTokenValidator watched =
        validatorFor(issuer)
            .algorithms(WatchedProvider.ALGORITHM)
            .signatureProvider(provider)
            .build()) {
      watched.validate(issuer.token().mint());
      String token = issuer.token().mint();
      provider.block();
      FutureTask<Reason> verified = new FutureTask<>(() -> reasonOf(watched, token));
      new Thread(verified, "caller").start();
      while (provider.waiting() == 0) {
        Thread.onSpinWait();
      }

      watched.distrust(issuer.keys().current().keyId());
      provider.unblock();

      assertThat(verified.get(30, TimeUnit.SECONDS)).isEqualTo(Reason.DISTRUSTED_KEY);
    }
  }

  /** Ids longer than the shown part of an unknown id, with every escaped character. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        " with spaces ",
        "with \"quotes\" and \\ backslashes",
        "\"",
        "\\u0041",
        "caf\u00e9 \ud83d\udd11",
        "line\r\nbreak; hint: none",
        "\u202egnirts",
        "x",
        "-_",
        "..."
      })
  void acceptsEveryNameInEveryFormThatIsShown(String start) {
    for (String keyId : List.of(start, (start + "-".repeat(300)).substring(0, 256))) {
      publish(keyId);
      validator.refreshKeys();
      KeyName shown = validator.keySets().get(0).keys().get(1);
      assertThat(shown.thumbprint()).isEqualTo(thumbprint);
      assertThat(shown.toString()).matches("\"[ !#-~]+\" \\(thumbprint " + thumbprint + "\\)");

      for (String name :
          List.of(
              keyId,
              shown.idOrThumbprint(),
              '"' + shown.idOrThumbprint() + '"',
              shown.thumbprint(),
              shown.toString(),
              shown.toString().replace('"', '\''))) {
        try (AccessTokenValidator fresh = validatorFor(issuer).build()) {
          fresh.refreshKeys();
          assertThat(fresh.distrust(name).values()).as(name).containsExactly(List.of(shown));
          assertThat(reasonOf(fresh, tokenOf(keyId))).isEqualTo(Reason.DISTRUSTED_KEY);
        }
        try (AccessTokenValidator fresh = validatorFor(issuer).build()) {
          fresh.distrust(name);
          assertThat(reasonOf(fresh, tokenOf(keyId))).isEqualTo(Reason.DISTRUSTED_KEY);
          assertThat(fresh.validate(issuer.token().mint()).issuer()).isEqualTo(issuer.issuer());
        }
      }
    }
  }

  @Test
  void distinguishesLongIdsWithACommonPrefix() {
    String start = "a".repeat(255);
    SigningKey other = SigningKey.generate("ES384").withKeyId(start + "c");
    publish(start + "b");
    issuer.keys().publish(other);
    String ofOther = issuer.token().signedBy(other).mint();
    accepts(tokenOf(start + "b"));
    accepts(ofOther);

    assertThat(validator.distrust(start)).isEmpty();
    assertThat(validator.distrust(start + "b")).hasSize(1);

    distrusts(tokenOf(start + "b"));
    accepts(ofOther);
    // Removing one of them leaves the tokens of the other remembered.
    issuer.keys().publishOnly(List.of(issuer.keys().current().jwk(), other.jwk()));
    validator.refreshKeys();
    events.await(() -> events.count("KeyRemoved") == 1);
    assertThat(validator.tokenCache().tokens()).isEqualTo(1);
  }

  @Test
  void showsTheWholeKeyIdInEachRefusal() {
    String keyId = "k".repeat(256);
    publish(keyId);
    accepts(tokenOf(keyId));
    String expired = issuer.token().signedBy(key.withKeyId(keyId)).expired().mint();
    String forged = issuer.token().forgedBy(SigningKey.generate("ES384")).keyId(keyId).mint();
    String unknown = issuer.token().keyId("u".repeat(256)).mint();

    assertThat(keyIdOf(expired)).isEqualTo(keyId);
    assertThat(keyIdOf(forged)).isEqualTo(keyId);
    assertThat(Validators.refusalOf(validator, forged).explanation().expected())
        .isEqualTo("a signature by the key \"" + keyId + "\" (thumbprint " + thumbprint + ")");
    // The id of an unpublished key is cut.
    assertThat(keyIdOf(unknown)).isEqualTo("u".repeat(64) + "...");
  }

  private String keyIdOf(String token) {
    return Validators.refusalOf(validator, token).explanation().keyId().orElseThrow();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "\t\n"})
  @SuppressWarnings("NullAway")
  void refusesAMissingName(@Nullable String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> validator.distrust(name))
        .withMessageContaining("thumbprint");
    assertThat(events.kinds()).isEmpty();
  }

  @Test
  void refusesAnOversizedName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> validator.distrust("x".repeat(2_000)))
        .withMessageContaining("2000 characters");
  }

  /** The memory of removed keys is bounded. */
  @Test
  void remembersALimitedNumberOfRemovedKeys() {
    SigningKey first = key;
    publish("first");
    validator.refreshKeys();
    for (int i = 0; i < 12; i++) {
      for (int j = 0; j < 99; j++) {
        issuer.keys().publish(first.withKeyId(i + "-" + j));
      }
      validator.refreshKeys();
      publish();
    }

    assertThat(validator.distrust("0-0")).isEmpty();
    assertThat(validator.distrust("11-98")).hasSize(1);
  }
}
