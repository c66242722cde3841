package dev.tokenvalidator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares the reading of {@code Authorization} headers with RFC 6750 section 2.1. */
class BearerTokenFuzzTest {

  private static final Pattern CREDENTIALS =
      Pattern.compile("[Bb][Ee][Aa][Rr][Ee][Rr] +([A-Za-z0-9._~+/-]+=*)");

  /** RFC 9110 section 5.6.2. */
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

  /** Each line of the input is a header. An empty input has none. */
  @FuzzTest
  void followsTheGrammar(byte[] input) {
    String text = new String(input, UTF_8);
    List<String> headers = text.isEmpty() ? List.of() : List.of(text.split("\n", -1));
    Matcher credentials = CREDENTIALS.matcher(text);

    Optional<BearerToken> token;
    try {
      token = BearerToken.fromAuthorization(headers);
    } catch (InvalidRequestException e) {
      assertThat(credentials.matches() || isOfAnotherScheme(headers)).as(text).isFalse();
      return;
    }

    if (token.isPresent()) {
      assertThat(credentials.matches()).as(text).isTrue();
      assertThat(token.get().value()).isEqualTo(credentials.group(1));
      assertThat(token.get().toString()).matches("BearerToken\\[[0-9]+ characters]");
    } else {
      assertThat(isOfAnotherScheme(headers)).as(text).isTrue();
    }
  }

  private static boolean isOfAnotherScheme(List<String> headers) {
    if (headers.isEmpty()) {
      return true;
    }
    Matcher scheme = SCHEME.matcher(headers.get(0));
    return headers.size() == 1 && scheme.lookingAt() && !scheme.group().matches("(?i)bearer");
  }
}
