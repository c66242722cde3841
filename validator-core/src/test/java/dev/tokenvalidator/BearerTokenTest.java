package dev.tokenvalidator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTokenTest {

  @ParameterizedTest
  @ValueSource(strings = {"Bearer abc", "bearer abc", "BEARER abc", "bEaReR abc"})
  void ignoresTheCaseOfTheScheme(String header) {
    assertThat(BearerToken.fromAuthorization(List.of(header)))
        .hasValueSatisfying(token -> assertThat(token.value()).isEqualTo("abc"));
  }

  /** RFC 6750 section 2.1 and RFC 9110 section 11.4: {@code 1*SP}. */
  @ParameterizedTest
  @ValueSource(strings = {"Bearer  abc", "Bearer    abc", "bearer                 abc"})
  void acceptsSeveralSpacesAfterTheScheme(String header) {
    assertThat(BearerToken.fromAuthorization(List.of(header)))
        .hasValueSatisfying(token -> assertThat(token.value()).isEqualTo("abc"));
  }

  @Test
  void readsEveryCharacterOfB64Token() {
    String token = "azAZ09-._~+/==";

    assertThat(BearerToken.fromAuthorization(List.of("Bearer " + token)))
        .hasValueSatisfying(read -> assertThat(read.value()).isEqualTo(token));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic abc", "Negotiate", "Bearertoken", "DPoP abc", "Basic a, Bearer b"})
  void findsNoTokenUnderAnotherScheme(String header) {
    assertThat(BearerToken.fromAuthorization(List.of(header))).isEmpty();
  }

  @Test
  void findsNoTokenWithoutHeader() {
    assertThat(BearerToken.fromAuthorization(List.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " Bearer abc",
        "Bearer",
        "Bearer ",
        "Bearer   ",
        "Bearer\tabc",
        "Bearer \tabc",
        "Bearer\t abc",
        "Bearer\u00a0abc",
        "Bearer  abc def",
        "Bearer abc ",
        "Bearer  abc  ",
        "Bearer abc def",
        "Bearer abc,Bearer def",
        "Bearer, Basic abc",
        "Bearer ===",
        "Bearer a=b",
        "Bearer a\u00e9b",
        "Bearer a\u0000b",
        "Bearer \"abc\"",
        "=Bearer abc"
      })
  void refusesMalformedBearerHeaders(String header) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> BearerToken.fromAuthorization(List.of(header)));
  }

  @Test
  void refusesTwoHeaders() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> BearerToken.fromAuthorization(List.of("Bearer abc", "Bearer abc")));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> BearerToken.fromAuthorization(List.of("Basic abc", "Bearer abc")));
  }

  @Test
  void hidesTheTokenInToString() {
    BearerToken token = BearerToken.fromAuthorization(List.of("Bearer secret")).orElseThrow();

    assertThat(token.toString()).doesNotContain("secret");
  }
}
