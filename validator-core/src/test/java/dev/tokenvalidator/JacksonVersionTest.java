package dev.tokenvalidator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The build tests with the Jackson version that it names. */
@Tag("json")
class JacksonVersionTest {

  @Test
  void testsTheVersionsThatTheBuildNames() {
    String named = System.getProperty("jackson.version");

    assertThat(new JsonFactory().version()).hasToString(named);
    assertThat(new ObjectMapper().version()).hasToString(named);
  }
}
