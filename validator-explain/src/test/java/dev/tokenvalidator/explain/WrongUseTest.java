package dev.tokenvalidator.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TokenBuilder;
import dev.tokenvalidator.internal.settings.EnvironmentVariables;
import dev.tokenvalidator.internal.settings.ValidatorSetting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Arguments, variables and input that the command does not take. */
class WrongUseTest {

  private static final String ISSUER = "--issuer=https://issuer.example";
  private static final String AUDIENCE = "--audience=https://shopping.api";

  @Test
  void namesAnOptionThatItDoesNotTake() {
    assertThat(problem(Map.of(), "--issuers=https://issuer.example"))
        .isEqualTo("--issuers: is no option; --help lists them");
    assertThat(problem(Map.of(), "--issuer"))
        .isEqualTo("--issuer: has no value; write --issuer=...");
    assertThat(problem(Map.of(), "--issuer= "))
        .isEqualTo("--issuer: has no value; set one or remove the setting");
    assertThat(problem(Map.of(), ISSUER, ISSUER))
        .isEqualTo("--issuer: is given twice; give it once");
    assertThat(problem(Map.of(), "--json=true")).isEqualTo("--json: takes no value; leave it out");
    assertThat(problem(Map.of(), "--requireClaims=x")).startsWith("an option: is no option");
  }

  @Test
  void namesASettingAsItWasGiven() {
    assertThat(problem(Map.of(), ISSUER)).startsWith("--audience: ");
    assertThat(problem(Map.of(), AUDIENCE)).startsWith("--issuer: is missing");
    assertThat(problem(Map.of(), ISSUER, AUDIENCE, "--clock-skew=soon"))
        .isEqualTo("--clock-skew: is not a duration like 30s, 10m, 1h or PT30S");
    assertThat(problem(Map.of("TOKEN_VALIDATOR_CLOCK_SKEW", "2h"), ISSUER, AUDIENCE))
        .startsWith("TOKEN_VALIDATOR_CLOCK_SKEW: ");
    assertThat(problem(Map.of(), "--issuer=ftp://a\u001b[2J\u202eb\nc", AUDIENCE))
        .startsWith("--issuer: ")
        .doesNotContain("\n");
  }

  @Test
  void namesAVariableThatIsNoSetting() {
    assertThat(problem(Map.of("TOKEN_VALIDATOR_AUDIENCES", "x"), ISSUER, AUDIENCE))
        .startsWith("TOKEN_VALIDATOR_AUDIENCES: is not a setting of the validator")
        .contains("TOKEN_VALIDATOR_AUDIENCE,");
    assertThat(problem(Map.of("TOKEN_VALIDATOR_CLOCK_SKEW", " "), ISSUER, AUDIENCE))
        .isEqualTo("TOKEN_VALIDATOR_CLOCK_SKEW: has no value; set one or remove the setting");
  }

  /** The keys of one issuer would vouch for tokens of another, and its credential would leak. */
  @Test
  void takesNothingOfOneIssuerForAnother() {
    for (Map.Entry<String, String> variable :
        Map.of(
                "TOKEN_VALIDATOR_JWKS_URI", "https://other.example/jwks",
                "TOKEN_VALIDATOR_JWK_SET", "{\"keys\":[]}",
                "TOKEN_VALIDATOR_FETCH_HEADER", "x-key: secret")
            .entrySet()) {
      Map<String, String> environment =
          Map.of(
              "TOKEN_VALIDATOR_ISSUER",
              "https://other.example",
              variable.getKey(),
              variable.getValue());

      assertThat(problem(environment, ISSUER, AUDIENCE))
          .startsWith(variable.getKey() + ": is set in the environment, but the issuer")
          .doesNotContain("secret");
    }
  }

  @Test
  void prefersTheCommandLine() {
    Variables variables =
        Variables.in(
            Map.of(
                "TOKEN_VALIDATOR_LOGTO_ENDPOINT", "https://t1.logto.app",
                "TOKEN_VALIDATOR_AUDIENCE", " ",
                "TOKEN_VALIDATOR_CLOCK_SKEW", "1m"),
            Options.parse(List.of(AUDIENCE)).settings().keySet());
    ChosenSettings chosen =
        ChosenSettings.of(
            Options.parse(List.of(ISSUER, AUDIENCE)).settings(), variables.settings());

    assertThat(chosen.all().keySet())
        .containsExactly(
            ValidatorSetting.ISSUER, ValidatorSetting.AUDIENCE, ValidatorSetting.CLOCK_SKEW);
    assertThat(chosen.find(ValidatorSetting.AUDIENCE).orElseThrow().text())
        .isEqualTo("https://shopping.api");
  }

  @Test
  void refusesATokenAsArgumentWithoutRepeatingIt() {
    SigningKey key = SigningKey.generate("ES384");
    String token = TokenBuilder.of("https://issuer.example", "https://shopping.api", key).mint();
    for (String argument :
        List.of(
            token,
            "--token=" + token,
            "--" + token,
            "--issuer=" + token,
            "--fetch-header=Authorization: Bearer abcdefgh",
            "--fetch-header=authorization: bearer " + token,
            token.substring(0, 60),
            "Bearer " + token,
            "abcdefghijklmnopqrstuvwxyz0123456789",
            "-" + token)) {
      assertThat(problem(Map.of(), argument))
          .contains("other users of this machine can read arguments")
          .doesNotContain("eyJ", "abcdefgh");
    }
    assertThat(problem(Map.of(), "--abcdefghijklmnopqrstuvwxyz0123456789"))
        .doesNotContain("abcdefgh");
  }

  @Test
  void wantsOneTokenOnStandardInput() {
    assertThat(problemOf("x".repeat(32 * 1024 + 1))).contains("more than 32 KiB");
    assertThat(Run.of(Map.of(), "x".repeat(32 * 1024), ISSUER, AUDIENCE).out())
        .startsWith("REFUSED TOO_LARGE");
    assertThat(problemOf(" \n")).startsWith("no token on standard input");
    assertThat(problemOf("Authorization: Bearer \n")).startsWith("no token on standard input");
    assertThat(problemOf("\uFEFF\r\n")).startsWith("no token on standard input");
  }

  /** All of docs/settings.md is known: as an option, or as a variable that is left alone. */
  @Test
  void knowsAllSettingsOfTheLibrary() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "settings.md"));
    String ofFilter =
        page.substring(page.indexOf("| of the filter |"), page.indexOf("## Settings by name"));
    List<String> names =
        ofFilter
            .lines()
            .filter(line -> line.startsWith("| `") && !line.contains("code only"))
            .map(line -> line.replaceAll("^\\| `(\\w+)`.*", "$1"))
            .filter(name -> !name.equals("environment"))
            .toList();

    assertThat(names).hasSizeGreaterThan(7);
    assertThat(names)
        .extracting(
            name -> "TOKEN_VALIDATOR_" + name.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT))
        .allMatch(EnvironmentVariables::isOfOthers);
    String help = Usage.text().stream().collect(Collectors.joining("\n"));
    for (ValidatorSetting setting : ValidatorSetting.values()) {
      assertThat(help).contains("  " + SettingOption.of(setting) + "=...");
      assertThat(SettingOption.named(SettingOption.of(setting))).contains(setting);
    }
  }

  private static String problemOf(String input) {
    return problem(Run.of(Map.of(), input, ISSUER, AUDIENCE));
  }

  private static String problem(Map<String, String> environment, String... arguments) {
    return problem(Run.of(environment, "token", arguments));
  }

  private static String problem(Run run) {
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("validator-explain: ").endsWith("\n").hasLineCount(1);
    return run.err().substring("validator-explain: ".length()).strip();
  }
}
