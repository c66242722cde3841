package dev.tokenvalidator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** The challenge follows its grammar for every realm and scope that settings accept. */
class BearerChallengeFuzzTest {

  /** RFC 9110 section 11.6.1, with the characters of RFC 6750 section 3. */
  private static final Pattern CHALLENGE =
      Pattern.compile(
          "Bearer realm=\"[ !#-\\[\\]-~]*\", error=\"insufficient_scope\","
              + " error_description=\"[ !#-\\[\\]-~]+\","
              + " scope=\"[!#-\\[\\]-~]+( [!#-\\[\\]-~]+)*\"");

  /** The first line is the realm, every further one a scope. */
  @FuzzTest
  void followsTheGrammar(byte[] input) throws JsonProcessingException {
    List<String> lines = Arrays.asList(new String(input, UTF_8).split("\n", -1));

    BearerChallenge challenge;
    try {
      Access required = Access.anyOf(lines.subList(1, lines.size()).toArray(String[]::new));
      challenge =
          BearerChallenge.insufficientScope(required.requiredScopes()).withRealm(lines.get(0));
    } catch (IllegalArgumentException e) {
      assertThat(String.valueOf(e.getMessage()).chars()).allMatch(c -> c >= 0x20 && c < 0x7f);
      return;
    }

    assertThat(challenge.header()).matches(CHALLENGE);
    assertThat(new ObjectMapper().readTree(challenge.body()).get("error").textValue())
        .isEqualTo("insufficient_scope");
  }
}
