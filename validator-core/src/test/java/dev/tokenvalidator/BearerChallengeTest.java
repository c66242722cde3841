package dev.tokenvalidator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BearerChallengeTest {

  @Test
  void sendsABareChallengeForARequestWithoutToken() {
    BearerChallenge challenge = BearerChallenge.missingToken();

    assertThat(challenge.status()).isEqualTo(401);
    assertThat(challenge.header()).isEqualTo("Bearer");
    assertThat(challenge.body())
        .isEqualTo("{\"error_description\":\"An access token is required\"}");
    assertThat(challenge.withRealm("shop").header()).isEqualTo("Bearer realm=\"shop\"");
  }

  @Test
  void usesTheErrorCodesOfRfc6750() {
    assertThat(BearerChallenge.invalidRequest().status()).isEqualTo(400);
    assertThat(BearerChallenge.invalidRequest().error()).contains("invalid_request");
    assertThat(BearerChallenge.invalidToken().status()).isEqualTo(401);
    assertThat(BearerChallenge.invalidToken().header())
        .isEqualTo(
            "Bearer error=\"invalid_token\","
                + " error_description=\"The access token is not valid here\"");
    assertThat(BearerChallenge.insufficientScope(Set.of()).status()).isEqualTo(403);
    assertThat(BearerChallenge.insufficientScope(Set.of()).scope()).isEmpty();
  }

  @Test
  void namesTheRequiredScopes() {
    BearerChallenge challenge =
        BearerChallenge.insufficientScope(List.of("read:products", "write:products"))
            .withRealm("shop");

    assertThat(challenge.status()).isEqualTo(403);
    assertThat(challenge.header())
        .isEqualTo(
            "Bearer realm=\"shop\", error=\"insufficient_scope\","
                + " error_description=\"The access token does not allow this request\","
                + " scope=\"read:products write:products\"");
  }

  @Test
  void refusesARealmThatWouldBreakTheQuotedString() {
    for (String realm : new String[] {"a\"b", "a\\b", "a\r\nb", "ü", "a\u007fb"}) {
      assertThatExceptionOfType(IllegalArgumentException.class)
          .as(realm)
          .isThrownBy(() -> BearerChallenge.missingToken().withRealm(realm));
    }
  }
}
