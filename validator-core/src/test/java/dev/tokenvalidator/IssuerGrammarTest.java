package dev.tokenvalidator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.Answer;
import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.internal.text.NaiveJson;
import dev.tokenvalidator.internal.text.OddJson;
import dev.tokenvalidator.internal.text.SeededDocuments;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Key sets and metadata with one odd part, configured and over real HTTP. */
@Tag("json")
@Tag("slow")
class IssuerGrammarTest {

  private static final int DOCUMENTS = 80;

  private final TestIssuer issuer = TestIssuer.builder().algorithm("EdDSA").start();
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<String> published = issuer.keys().published();
  private final String good = issuer.token().mint();
  private final String valid = SigningKey.generate("ES256").withKeyId("odd").jwk();

  @AfterEach
  void close() {
    issuer.close();
  }

  private AccessTokenValidatorBuilder settings() {
    return Validators.validatorFor(issuer);
  }

  private void accepts(AccessTokenValidator validator) {
    assertThat(validator.validate(good).clientId()).isEqualTo(issuer.app().id());
  }

  @Test
  void usesTheGoodKeyOfAConfiguredSetOrNamesTheSetting() {
    SeededDocuments.checkEach(
        DOCUMENTS,
        seed -> OddJson.value(seed, valid),
        entry -> {
          String set = "{\"keys\":[" + entry + "," + published.get(0) + "]}";
          try (AccessTokenValidator validator = settings().jwkSet(set).build()) {
            accepts(validator);
          } catch (InvalidSettingException e) {
            assertThat(e.setting()).isEqualTo("jwkSet");
            if (NaiveJson.isOneValue(entry)) {
              assertThat(e).hasMessageContaining("which must stay secret");
            }
          }
        });
  }

  @Test
  void usesTheGoodKeyOfAFetchedSet() {
    SeededDocuments.checkEach(
        DOCUMENTS,
        seed -> OddJson.value(seed, valid),
        entry -> {
          issuer.keys().publishOnly(List.of(entry, published.get(0)));
          try (AccessTokenValidator validator = settings().httpClient(client).build()) {
            accepts(validator);
          } catch (ValidationUnavailableException e) {
            assertThat(NaiveJson.isOneValue(entry)).as(e.getMessage()).isFalse();
            assertThat(e).hasMessageNotContaining("unexpected");
          }
        });
  }

  @Test
  void findsTheKeysThroughOddMetadataOrIsUnavailable() {
    String metadata =
        "{\"issuer\":\"%s\",\"jwks_uri\":\"%s\",\"response_types_supported\":[\"code\"]}"
            .formatted(issuer.issuer(), issuer.jwks().uri());

    SeededDocuments.checkEach(
        DOCUMENTS,
        seed -> OddJson.document(seed, metadata),
        document -> {
          issuer.discovery().answer(Answer.genuine().withBody(document));
          try (AccessTokenValidator validator = settings().httpClient(client).build()) {
            accepts(validator);
            assertThat(isForTheKeys(document)).isTrue();
          } catch (ValidationUnavailableException e) {
            assertThat(isForTheKeys(document)).as(e.getMessage()).isFalse();
            assertThat(e).hasMessageNotContaining("unexpected");
          }
        });
  }

  private boolean isForTheKeys(String metadata) {
    Map<String, @Nullable Object> members;
    try {
      // RFC 8259 section 8.1: a byte order mark may be ignored, and real servers send it.
      members = NaiveJson.object(metadata.startsWith("\uFEFF") ? metadata.substring(1) : metadata);
    } catch (NaiveJson.RefusedException e) {
      return false;
    }
    return issuer.issuer().equals(members.get("issuer"))
        && issuer.jwks().uri().toString().equals(members.get("jwks_uri"));
  }
}
