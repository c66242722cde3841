package dev.tokenvalidator.explain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.internal.settings.NamedValue;
import dev.tokenvalidator.internal.settings.ValidatorSetting;
import java.io.StringReader;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each spelling of a setting is read back as the value that it is of, whatever the value. */
class SpellingsTest {

  private static final List<String> HOSTILE =
      List.of(
          "plain",
          "it's \"quoted\" \\ and \\u0041 \\\\u0022",
          "$HOME $(id) `id` ${x} !x %PATH%",
          "line\nend\r\n\ttab\f",
          " leading and trailing ",
          "#=:!",
          "\u001b[31m\u007f\u0085\u00e4\u2028\u202e\ud83d\ude00",
          "\u0001\u00012\\'\"'",
          "'; .issuer(\"x\") //",
          "*/ \" + \" /*");

  @TempDir private Path directory;

  @Test
  void writesStringsThatJavaReadsBack() throws Exception {
    String source =
        "public class Literals { public static String[] all() { return new String[] {"
            + HOSTILE.stream().map(JavaCode::text).collect(Collectors.joining(",\n"))
            + "}; } }";
    assertThat(source).matches("[ -~\n]*");
    compile("Literals", source);

    try (URLClassLoader loader = new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
      String[] read = (String[]) loader.loadClass("Literals").getMethod("all").invoke(null);
      assertThat(read).containsExactlyElementsOf(HOSTILE);
    }
  }

  @Test
  void writesACallForEachSetting() throws Exception {
    Map<ValidatorSetting, NamedValue> settings = new EnumMap<>(ValidatorSetting.class);
    for (ValidatorSetting setting : ValidatorSetting.values()) {
      settings.put(setting, NamedValue.of("x", example(setting)));
    }

    List<String> calls = JavaCode.calls(settings, settings);

    assertThat(calls)
        .hasSize(ValidatorSetting.values().length - 1)
        .contains(
            ".audience(\"https://a.example\", \"https://b.example\")",
            ".algorithms(SignatureAlgorithm.ES384, SignatureAlgorithm.ED25519)",
            ".accessTokenMark(\"typ\", \"Bearer\")",
            ".scopeClaim(\"scp\", ScopeFormat.ARRAY)",
            ".machineRule(MachineRule.claim(\"idtyp\", \"app\"))",
            ".jwksUri(URI.create(\"https://a.example/jwks\"))");
    compile(
        "Calls",
        """
        import dev.tokenvalidator.*;
        import dev.tokenvalidator.keys.SignatureAlgorithm;
        import java.net.URI;
        import java.time.Duration;
        class Calls { Object all = AccessTokenValidator.builder()
        """
            + String.join("\n", calls)
            + ".machineRule(MachineRule.KEYCLOAK); }");
  }

  @Test
  void writesOneCallForTheScopes() {
    NamedValue array = NamedValue.of("x", "array");
    NamedValue scp = NamedValue.of("x", "scp");

    assertThat(JavaCode.calls(Map.of(ValidatorSetting.SCOPE_FORMAT, array), Map.of()))
        .containsExactly(".scopeClaim(\"scope\", ScopeFormat.ARRAY)");
    assertThat(
            JavaCode.calls(
                Map.of(ValidatorSetting.SCOPE_FORMAT, array),
                Map.of(ValidatorSetting.SCOPE_CLAIM, scp)))
        .containsExactly(".scopeClaim(\"scp\", ScopeFormat.ARRAY)");
    assertThat(
            JavaCode.calls(
                Map.of(ValidatorSetting.MACHINE_RULE, NamedValue.of("x", "keycloak")), Map.of()))
        .containsExactly(".machineRule(MachineRule.KEYCLOAK)");
  }

  @Test
  void writesLinesThatPropertiesReadBack() throws Exception {
    for (String value : HOSTILE) {
      String line = PropertyLine.of(ValidatorSetting.ACCEPT_TYPES, value);
      Properties read = new Properties();
      read.load(new StringReader(line + "\n"));

      assertThat(line).matches("[ -~]*");
      assertThat(read).containsExactly(Map.entry("token-validator.accept-types", value));
    }
  }

  @Test
  void writesLinesThatAShellReadsBack() throws Exception {
    Path script = directory.resolve("script");
    String assignments =
        IntStream.range(0, HOSTILE.size())
            .mapToObj(i -> ShellLine.of(ValidatorSetting.ISSUER, HOSTILE.get(i)))
            .map(line -> line + "\nprintf '%s\\0' \"$TOKEN_VALIDATOR_ISSUER\"\n")
            .collect(Collectors.joining());
    assertThat(assignments).matches("[ -~\n]*");
    Files.writeString(script, assignments);

    Process bash = new ProcessBuilder("bash", script.toString()).start();
    String read = new String(bash.getInputStream().readAllBytes(), UTF_8);

    assertThat(bash.waitFor()).isZero();
    assertThat(Arrays.asList(read.split("\0", -1)))
        .containsExactlyElementsOf(Stream.concat(HOSTILE.stream(), Stream.of("")).toList());
  }

  /** What a setting needs in practice, any shell reads. */
  @Test
  void quotesPlainValuesForEveryShell() {
    assertThat(ShellLine.of(ValidatorSetting.ACCEPT_TYPES, "at+jwt,JWT"))
        .isEqualTo("TOKEN_VALIDATOR_ACCEPT_TYPES='at+jwt,JWT'");
    assertThat(ShellLine.of(ValidatorSetting.ISSUER, "a'b"))
        .isEqualTo("TOKEN_VALIDATOR_ISSUER='a'\\''b'");
  }

  private void compile(String name, String source) throws Exception {
    Path file = Files.writeString(directory.resolve(name + ".java"), source);
    List<String> arguments =
        new ArrayList<>(List.of("-proc:none", "-d", directory.toString(), "-cp"));
    arguments.add(System.getProperty("java.class.path"));
    arguments.add(file.toString());

    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, arguments.toArray(String[]::new)))
        .isZero();
  }

  private static String example(ValidatorSetting setting) {
    return switch (setting) {
      case ISSUER, LOGTO_ENDPOINT -> "https://a.example";
      case AUDIENCE -> "https://a.example https://b.example";
      case JWKS_URI -> "https://a.example/jwks";
      case JWK_SET -> "{\"keys\":[]}";
      case ALLOW_PLAIN_HTTP -> "a, b";
      case ALGORITHMS -> "ES384 EdDSA";
      case ACCEPT_TYPES -> "at+jwt,JWT";
      case ACCEPT_MISSING_TYPE -> "true";
      case ACCESS_TOKEN_MARK -> "typ=Bearer";
      case SCOPE_CLAIM -> "scp";
      case SCOPE_FORMAT -> "array";
      case CLIENT_ID_CLAIM -> "azp";
      case MACHINE_RULE -> "idtyp=app";
      case ORGANIZATIONS -> "by_audience";
      case FETCH_HEADER -> "x-key: a\"b";
      case TOKEN_CACHE_BYTES -> "5000000000";
      case CONCURRENT_VERIFICATIONS -> "4";
      case CLOCK_SKEW, MAXIMUM_TOKEN_AGE, FETCH_TIMEOUT, TIME_TO_LIVE, STALE_LIMIT, REPLICA_LAG ->
          "30s";
    };
  }
}
