package dev.tokenvalidator.explain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestClock;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TokenBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the jar as an operator does, in a process of its own. */
class PublishedJarIT {

  private final TestIssuer issuer = TestIssuer.builder().clock(TestClock.running()).start();

  @TempDir private Path directory;
  private Path work;
  private Path temporary;

  @BeforeEach
  void makeDirectories() throws IOException {
    work = Files.createDirectory(directory.resolve("work"));
    temporary = Files.createDirectory(directory.resolve("temporary"));
  }

  /** Whatever it was asked, it has left no file and no line of a log. */
  @AfterEach
  void close() throws IOException {
    issuer.close();
    for (Path empty : List.of(work, temporary)) {
      try (Stream<Path> files = Files.list(empty)) {
        assertThat(files).isEmpty();
      }
    }
    assertThat(directory.resolve("java.log")).doesNotExist();
  }

  @Test
  void endsByOutcome() throws Exception {
    Run accepted = explain(issuer.token().mint());
    Run refused = explain(issuer.token().expired().mint());
    issuer.stop();
    Run undecided = explain(issuer.token().mint(), "--fetch-timeout=2s");
    Run wrong = explain("", "--no-such-option=1");

    assertThat(accepted.out()).startsWith("ACCEPTED\n");
    assertThat(accepted.status()).isZero();
    assertThat(refused.out()).startsWith("REFUSED EXPIRED: expected exp after");
    assertThat(refused.status()).isEqualTo(1);
    assertThat(undecided.out()).startsWith("UNDECIDED: keys of " + issuer.issuer());
    assertThat(undecided.status()).isEqualTo(3);
    assertThat(wrong.err()).startsWith("validator-explain: --no-such-option: is no option");
    assertThat(wrong.out()).isEmpty();
    assertThat(wrong.status()).isEqualTo(2);
    assertThat(List.of(accepted, refused, undecided)).allMatch(run -> run.err().isEmpty());
  }

  /** What it prints for a shell, a shell takes. */
  @Test
  void acceptsATokenWithTheSettingsThatItProposes() throws Exception {
    String token =
        issuer
            .token()
            .withoutHeader("typ")
            .without("client_id")
            .without("scope")
            .claim("cid", "0oaclient")
            .claim("jti", "AT.0mP4")
            .claim("scp", List.of("read:products"))
            .issuer("http://localhost:8080/oidc")
            .mint();
    Run proposed = explain(token);
    assertThat(proposed.status()).isEqualTo(1);
    assertThat(proposed.below("environment"))
        .contains("TOKEN_VALIDATOR_ISSUER='http://localhost:8080/oidc'")
        .hasSize(7);
    String script =
        "set -a\n"
            + String.join("\n", proposed.below("environment"))
            + "\nexec "
            + String.join(" ", Run.java())
            + " -jar "
            + System.getProperty("jar");

    Run accepted =
        Run.ofProcess(
            Map.of("TOKEN_VALIDATOR_AUDIENCE", "https://shopping.api"),
            work,
            token,
            List.of("sh", "-c", script));

    assertThat(accepted.out()).startsWith("ACCEPTED\n");
    assertThat(accepted.status()).isZero();
  }

  /** A plain-http host is worth a warning in the log of a server. */
  @Test
  void keepsSilentWhateverLogIsConfigured() throws Exception {
    Path logging =
        Files.writeString(
            directory.resolve("logging.properties"),
            """
            handlers = java.util.logging.FileHandler, java.util.logging.ConsoleHandler
            java.util.logging.FileHandler.pattern = %s
            java.util.logging.ConsoleHandler.level = ALL
            .level = ALL
            """
                .formatted(directory.resolve("java.log").toString().replace('\\', '/')));

    Run run =
        Run.ofJar(
            Map.of("TOKEN_VALIDATOR_AUDIENCE", "https://shopping.api"),
            work,
            jvm("-Djava.util.logging.config.file=" + logging),
            issuer.token().signedBy(SigningKey.generate("ES384")).mint(),
            "--issuer=" + issuer.issuer(),
            "--allow-plain-http=keys.example");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).startsWith("REFUSED UNKNOWN_KEY");
  }

  @Test
  void refusesATokenAsArgument() throws Exception {
    String token = issuer.token().mint();

    Run run = explain("", token);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("other users of this machine can read arguments");
    assertThat(run.out() + run.err()).doesNotContain(token.substring(0, 10));
    assertThat(issuer.requests()).isEmpty();
  }

  @Test
  void printsJsonOfAHostileToken() throws Exception {
    try (TestIssuer stranger = TestIssuer.start()) {
      String jwks = stranger.jwks().uri().toString();
      TokenBuilder token =
          issuer
              .token()
              .header("jku", jwks)
              .header("x5u", jwks)
              .claim("\u001b[2J\u2028", "\u202e\n\u0007");

      Run run = explain("Authorization: Bearer " + token.mint() + "\n", "--json");

      assertThat(run.status()).isZero();
      assertThat(run.json().at("/claims").get("\u001b[2J\u2028").asText())
          .isEqualTo("\u202e\n\u0007");
      assertThat(run.json().at("/leftAway").asText()).isEqualTo("Authorization: Bearer");
      assertThat(stranger.requests()).isEmpty();
    }
  }

  @Test
  void knowsItsVersion() throws Exception {
    assertThat(explain("", "--version").out())
        .isEqualTo("validator-explain " + System.getProperty("version") + "\n");
  }

  @Test
  void holdsItsLibrariesWithTheirLicences() throws Exception {
    try (JarFile jar = new JarFile(System.getProperty("jar"))) {
      List<String> names = jar.stream().map(entry -> entry.getName()).toList();

      assertThat(names)
          .doesNotHaveDuplicates()
          .contains(
              "META-INF/LICENSE",
              "META-INF/NOTICE",
              "META-INF/FastDoubleParser-LICENSE",
              "META-INF/Schubfach-LICENSE",
              "dev/tokenvalidator/AccessTokenValidator.class",
              "com/nimbusds/jose/jwk/JWK.class")
          .noneMatch(name -> name.endsWith("module-info.class"))
          .noneMatch(name -> name.matches("META-INF/.*\\.(SF|RSA|DSA)"))
          .noneMatch(name -> name.startsWith("com/fasterxml/jackson/databind"))
          .anyMatch(name -> name.startsWith("META-INF/versions/17/com/fasterxml/jackson/core/"));
      assertThat(jar.getManifest().getMainAttributes().getValue("Multi-Release")).isEqualTo("true");
      assertThat(
              new String(jar.getInputStream(jar.getEntry("META-INF/NOTICE")).readAllBytes(), UTF_8))
          .contains("Token Validator: explain", "# Jackson JSON processor");
    }
  }

  private List<String> jvm(String... more) {
    return Stream.concat(Stream.of("-Djava.io.tmpdir=" + temporary), Stream.of(more)).toList();
  }

  private Run explain(String input, String... more) throws Exception {
    String[] arguments =
        Stream.concat(
                Stream.of("--issuer=" + issuer.issuer(), "--audience=https://shopping.api"),
                Stream.of(more))
            .toArray(String[]::new);
    return Run.ofJar(Map.of(), work, jvm(), input, arguments);
  }
}
