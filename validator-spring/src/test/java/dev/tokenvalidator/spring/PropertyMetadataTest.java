package dev.tokenvalidator.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.internal.settings.SettingName;
import dev.tokenvalidator.internal.settings.ValidatorSetting;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What an IDE shows about the properties. */
class PropertyMetadataTest {

  @Test
  void describesEveryProperty() throws Exception {
    List<String> described;
    try (InputStream file =
        PropertyMetadataTest.class.getResourceAsStream(
            "/META-INF/spring-configuration-metadata.json")) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      String properties = text.substring(text.indexOf("\"properties\""), text.indexOf("\"hints\""));
      described =
          Pattern.compile("\"name\": \"([^\"]+)\"")
              .matcher(properties)
              .results()
              .map(found -> found.group(1))
              .toList();
    }

    assertThat(described)
        .containsExactlyInAnyOrderElementsOf(
            Stream.<Enum<?>>concat(
                    Stream.of(ValidatorSetting.values()), Stream.of(FilterProperty.values()))
                .map(SettingName::asProperty)
                .toList());
  }
}
