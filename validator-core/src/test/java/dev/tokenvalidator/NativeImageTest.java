package dev.tokenvalidator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.GraphLayout;

/**
 * A native image contains a class that is loaded by name only if a jar lists it. Caffeine loads its
 * caches and their nodes by name, and the names follow from the settings of the cache.
 */
@Tag("slow")
class NativeImageTest {

  private static final String METADATA =
      "/META-INF/native-image/dev.tokenvalidator/validator-core/reflect-config.json";

  /** Caffeine's generated classes are named after what they can do, in capitals. */
  private static final Pattern GENERATED =
      Pattern.compile("com\\.github\\.benmanes\\.caffeine\\.cache\\.[A-Z]{2,}");

  private static final Pattern NAMED = Pattern.compile("\"name\": \"(com\\.github\\.[^\"]+)\"");

  @BeforeAll
  static void allowJolToReadRecords() {
    System.setProperty("jol.magicFieldOffset", "true");
  }

  @Test
  void listsTheClassesThatCaffeineLoadsByName() throws IOException {
    Set<String> loaded;
    try (TestIssuer issuer = TestIssuer.builder().start()) {
      AccessTokenValidator validator = Validators.validatorFor(issuer).build();
      validator.validate(issuer.token().mint());
      // After close there are no threads and connections to search.
      validator.close();
      loaded =
          GraphLayout.parseInstance(validator).getClasses().stream()
              .map(Class::getName)
              .filter(name -> GENERATED.matcher(name).matches())
              .collect(Collectors.toCollection(TreeSet::new));
    }

    // The cache, and a node for the token.
    assertThat(loaded).hasSize(2);
    assertThat(listed()).isEqualTo(loaded);
  }

  private static Set<String> listed() throws IOException {
    try (InputStream metadata =
        Objects.requireNonNull(AccessTokenValidator.class.getResourceAsStream(METADATA))) {
      return NAMED
          .matcher(new String(metadata.readAllBytes(), UTF_8))
          .results()
          .map(name -> name.group(1))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
