package dev.tokenvalidator.issuers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The settings that docs/issuers.md names for an issuer go together. */
@Tag("container")
class DocumentedSettingsTest {

  private static final Path PAGE = Path.of("..", "..", "docs", "issuers.md");
  private static final Pattern SETTING = Pattern.compile("[` ]([a-z]\\w*[A-Z]\\w*)=([^ `]+)");

  @Test
  void startTheApplication() throws Exception {
    Map<String, Map<String, String>> documented = documented();

    assertThat(documented).containsKeys("Keycloak", "Microsoft Entra", "Okta", "Amazon Cognito");
    documented.forEach(
        (name, settings) -> {
          settings.put("issuer", "http://127.0.0.1:1/issuer");
          settings.put("audience", Journey.AUDIENCE);
          assertThatCode(() -> ProtectedApi.start(settings).close())
              .as(name + " " + settings)
              .doesNotThrowAnyException();
        });
  }

  /** By issuer. */
  private static Map<String, Map<String, String>> documented() throws Exception {
    String page = Files.readString(PAGE, UTF_8);
    Map<String, Map<String, String>> all = new LinkedHashMap<>();
    for (String section : page.split("\n### ", -1)) {
      Map<String, String> settings = new LinkedHashMap<>();
      String text = section.split("\n## ", 2)[0];
      for (Matcher setting = SETTING.matcher(text); setting.find(); ) {
        settings.put(setting.group(1), setting.group(2));
      }
      all.put(section.lines().findFirst().orElse(""), settings);
    }
    all.remove(page.lines().findFirst().orElse(""));
    return all;
  }
}
