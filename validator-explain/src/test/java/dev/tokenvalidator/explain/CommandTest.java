package dev.tokenvalidator.explain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tokenvalidator.fixtures.ReceivedRequest;
import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestClock;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TokenBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the command prints of tokens of a running issuer, and how it ends. */
class CommandTest {

  private static final String AUDIENCE = "https://shopping.api";

  private final TestIssuer issuer = TestIssuer.builder().clock(TestClock.running()).start();

  @AfterEach
  void close() {
    issuer.close();
  }

  @Test
  void explainsATokenThatIsAccepted() {
    Run run = explain(issuer.token().mint());

    assertThat(run.status()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .startsWith(
            "ACCEPTED\nThe signature is proven: a key of " + issuer.issuer() + " has signed")
        .contains("  passed   aud: expected " + AUDIENCE + ", found \"" + AUDIENCE + "\"")
        .doesNotContain("FAILED")
        .doesNotContain("settings");
  }

  @Test
  void proposesTheSettingsForAProvenToken() throws Exception {
    String token = keycloak().mint();
    Run run = explain(token);
    JsonNode json = explain(token, "--json").json();

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).startsWith("REFUSED WRONG_TYPE: expected typ at+jwt, found \"JWT\"\n");
    assertThat(run.out()).contains("\nsettings that would accept this token\n");
    assertThat(run.below("Java"))
        .containsExactly(
            ".acceptTypes(\"at+jwt\", \"JWT\")",
            ".accessTokenMark(\"typ\", \"Bearer\")",
            ".scopeClaim(\"scp\", ScopeFormat.ARRAY)",
            ".clientIdClaim(\"azp\")");
    assertThat(run.below("properties"))
        .containsExactly(
            "token-validator.accept-types=at+jwt,JWT",
            "token-validator.access-token-mark=typ=Bearer",
            "token-validator.scope-claim=scp",
            "token-validator.scope-format=array",
            "token-validator.client-id-claim=azp");
    assertThat(run.below("environment"))
        .containsExactly(
            "TOKEN_VALIDATOR_ACCEPT_TYPES='at+jwt,JWT'",
            "TOKEN_VALIDATOR_ACCESS_TOKEN_MARK='typ=Bearer'",
            "TOKEN_VALIDATOR_SCOPE_CLAIM='scp'",
            "TOKEN_VALIDATOR_SCOPE_FORMAT='array'",
            "TOKEN_VALIDATOR_CLIENT_ID_CLAIM='azp'");
    assertThat(json.at("/outcome").asText()).isEqualTo("REFUSED");
    assertThat(json.at("/exitStatus").asInt()).isEqualTo(1);
    assertThat(json.at("/reason").asText()).isEqualTo("WRONG_TYPE");
    assertThat(json.at("/proven").asBoolean()).isTrue();
    assertThat(json.at("/header/typ").asText()).isEqualTo("JWT");
    assertThat(json.at("/proposal/settings/acceptTypes").asText()).isEqualTo("at+jwt,JWT");
    assertThat(json.at("/proposal/remaining")).isEmpty();
    for (String form : List.of("java", "properties", "environment")) {
      assertThat(json.at("/proposal/" + form))
          .extracting(JsonNode::asText)
          .isEqualTo(run.below(form.equals("java") ? "Java" : form));
    }
    assertThat(
            explain(
                    token,
                    "--accept-types=at+jwt,JWT",
                    "--access-token-mark=typ=Bearer",
                    "--client-id-claim=azp",
                    "--scope-claim=scp",
                    "--scope-format=array")
                .status())
        .isZero();
  }

  @Test
  void namesWhatNoSettingMends() throws Exception {
    Run run = explain(keycloak().audience("account").mint());

    assertThat(run.out())
        .contains("\nsettings for a part of it; these checks need another remedy: aud\n")
        .contains("account is Keycloak's own audience");
    assertThat(
            explain(keycloak().audience("account").mint(), "--json")
                .json()
                .at("/proposal/remaining"))
        .extracting(JsonNode::asText)
        .containsExactly("aud");
  }

  /** The name in the token would stand beside logtoEndpoint, and that stops the start. */
  @Test
  void saysWhichSettingAnIssuerReplaces() throws Exception {
    String token = issuer.token().issuer("http://localhost:8080/oidc").mint();
    Run run =
        Run.of(Map.of(), token, "--logto-endpoint=" + issuer.endpoint(), "--audience=" + AUDIENCE);

    assertThat(run.out()).contains("\n  in place of logtoEndpoint\n");
    assertThat(run.below("Java"))
        .containsExactly(
            ".issuer(\"http://localhost:8080/oidc\")",
            ".jwksUri(URI.create(\"" + issuer.jwks().uri() + "\"))");
    Run repaired =
        Run.of(
            Map.of("TOKEN_VALIDATOR_AUDIENCE", AUDIENCE),
            token,
            "--issuer=http://localhost:8080/oidc",
            "--jwks-uri=" + issuer.jwks().uri());
    assertThat(repaired.status()).isZero();
  }

  @Test
  void proposesNothingForATokenThatIsNotProven() throws Exception {
    for (String token : unproven()) {
      assertProposesNothing(token, false);
    }
  }

  @Test
  void proposesNothingForAnIdToken() throws Exception {
    for (TokenBuilder idToken :
        List.of(
            issuer.token().idToken(),
            issuer.token().idToken().nonceAndAtHash(),
            issuer.token().idToken().type("JWT").claim("roles", List.of("admin")),
            keycloak().claim("typ", "ID"),
            keycloak().nonceAndAtHash(),
            keycloak().claim("typ", "ID").issuer("http://localhost:8080/oidc"))) {
      assertProposesNothing(idToken.mint(), true);
    }
  }

  private void assertProposesNothing(String token, boolean proven) throws Exception {
    Run run = explain(token);
    JsonNode json = explain(token, "--json").json();

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .doesNotContain(
            "TOKEN_VALIDATOR_", "token-validator.", ".acceptTypes(", "set ", "settings");
    assertThat(run.out().contains("The signature is not proven.")).isEqualTo(!proven);
    assertThat(json.at("/proven").asBoolean()).isEqualTo(proven);
    assertThat(json.at("/proposal").isNull()).isTrue();
    assertThat(json.toString()).doesNotContain("TOKEN_VALIDATOR_", "token-validator.", "set ");
    if (!proven) {
      assertThat(json.at("/checks")).allMatch(check -> check.at("/advice").isNull());
      assertThat(run.out()).doesNotContain("->");
    }
  }

  /** In shapes for which a proven token gets proposals. */
  private List<String> unproven() {
    String good = keycloak().mint();
    String other = issuer.token().subject("other").mint();
    SigningKey strange = SigningKey.generate("ES384");
    return List.of(
        good.substring(0, good.lastIndexOf('.')) + other.substring(other.lastIndexOf('.')),
        keycloak().forgedBy(strange).mint(),
        keycloak().signedBy(strange).mint(),
        keycloak().tampered("azp", "admin").mint(),
        keycloak().unsigned().mint(),
        keycloak().hmacWithPublicKey().mint(),
        keycloak().derSignature().mint(),
        keycloak().type("logout+jwt").mint(),
        keycloak().issuer("http://localhost:8080/oidc").forgedBy(strange).mint(),
        keycloak().rawPayload("no JSON").forgedBy(strange).mint(),
        good + "." + good,
        "opaque");
  }

  @Test
  void cannotDecideWithoutTheIssuersKeys() throws Exception {
    String token = keycloak().mint();
    issuer.stop();

    Run run = explain(token);

    assertThat(run.status()).isEqualTo(3);
    assertThat(run.out())
        .startsWith("UNDECIDED: keys of " + issuer.issuer() + " unavailable: no response from")
        .contains("no connection to")
        .contains("  skipped  signature")
        .contains("  FAILED   typ")
        .doesNotContain("->", "TOKEN_VALIDATOR_");
    assertThat(explain(token, "--json").json().at("/exitStatus").asInt()).isEqualTo(3);
  }

  @Test
  void escapesWhatATerminalWouldActOn() throws Exception {
    String hostile = "a\u001b]0;title\u0007\u202e\u2028\u0085\u007f\r\nACCEPTED b\u0000c";
    String cyrillic = "https://sh\u043epping.api";
    TokenBuilder token =
        issuer
            .token()
            .claim("note", hostile.replace("\u0000", ""))
            .claim("x\n\u001b[2Jy", Map.of("\u2029", "z"))
            .header("cty", hostile.replace("\u0000", ""))
            .audience(cyrillic);

    Run run = explain(token.mint());
    JsonNode json = explain(token.mint(), "--json").json();

    assertThat(run.out()).contains("\"https://sh\\u043epping.api\"").doesNotContain("\nACCEPTED");
    assertThat(json.at("/claims/note").asText()).isEqualTo(hostile.replace("\u0000", ""));
    assertThat(json.at("/claims").get("x\n\u001b[2Jy").get("\u2029").asText()).isEqualTo("z");
    assertThat(json.at("/claims/aud").asText()).isEqualTo(cyrillic);
  }

  @Test
  void showsTheBeginningOfWhatIsNoJson() throws Exception {
    String payload = "<html>\u001b[31m\"no JSON\" \\ {" + "x".repeat(300);
    String token = issuer.token().rawPayload(payload).mint();

    Run run = explain(token);
    JsonNode json = explain(token, "--json").json();

    assertThat(run.out())
        .startsWith("REFUSED MALFORMED_CLAIMS_SET")
        .contains("\nclaims, which is not one strict JSON object\n  \"<html>\\u001b[31m")
        .contains("xxx...\"\n");
    assertThat(json.at("/claims").isNull()).isTrue();
    assertThat(json.at("/claimsExcerpt").asText()).startsWith("\"<html>\\u001b[31m\\\"no JSON\\\"");
    for (String twice :
        List.of("{\"aud\":\"a\",\"aud\":\"b\"}", "{} {}", "[]", "{", "[".repeat(9000))) {
      assertThat(explain(issuer.token().rawPayload(twice).mint()).out())
          .contains("claims, which is not one strict JSON object");
    }
  }

  @Test
  void keepsTheDigitsOfNumbers() {
    assertThat(explain(issuer.token().rawPayload("{\"n\":1.10e400,\"exp\":1}").mint()).out())
        .contains("\"n\": 1.10e400");
  }

  @Test
  void printsNoSignature() {
    String nested = issuer.token().subject("somebody").mint();
    List<String> tokens = new ArrayList<>(unproven());
    tokens.add(issuer.token().mint());
    tokens.add(keycloak().mint());
    tokens.add(issuer.token().claim("act", Map.of("token", nested)).audience(nested).mint());
    for (String token : tokens) {
      for (String output :
          Stream.of(
                  explain(token),
                  explain(token, "--json"),
                  explain("Bearer " + token),
                  Run.of(Map.of(), "", token),
                  Run.of(Map.of(), "", "--issuer=" + token),
                  Run.of(Map.of(), "", "--" + token))
              .map(run -> run.out() + run.err())
              .toList()) {
        assertHoldsNoSignature(token, output);
        assertHoldsNoSignature(nested, output);
      }
    }
  }

  private static void assertHoldsNoSignature(String token, String output) {
    String signature = token.substring(token.lastIndexOf('.') + 1);
    if (signature.length() < 20) {
      return;
    }
    byte[] bytes = Base64.getUrlDecoder().decode(signature);
    StringBuilder hex = new StringBuilder();
    for (byte b : bytes) {
      hex.append(String.format("%02x", b & 0xff));
    }
    assertThat(output)
        .doesNotContain(signature.substring(0, 16))
        .doesNotContain(signature.substring(signature.length() - 16))
        .doesNotContainIgnoringCase(hex.substring(0, 16))
        .doesNotContain(Base64.getEncoder().encodeToString(bytes).substring(0, 16));
  }

  @Test
  void contactsTheIssuerAndItsKeyHostOnly() {
    try (TestIssuer stranger = TestIssuer.start()) {
      String jwks = stranger.jwks().uri().toString();
      SigningKey key = stranger.keys().current();
      for (TokenBuilder token :
          List.of(
              issuer.token().header("jku", jwks).header("x5u", jwks),
              issuer.token().header("jku", jwks).header("x5u", jwks).signedBy(key),
              issuer.token().issuer(stranger.issuer()).claim("jwks_uri", jwks),
              stranger.token())) {
        explain(token.mint());
        explain(token.mint(), "--json");
      }

      assertThat(stranger.requests()).isEmpty();
      assertThat(issuer.requests())
          .isNotEmpty()
          .extracting(ReceivedRequest::endpoint)
          .allMatch(
              endpoint -> endpoint.name().equals("DISCOVERY") || endpoint.name().equals("JWKS"));
    }
  }

  @Test
  void contactsNobodyIfItIsCalledWrongly() {
    explain("");
    explain("opaque");
    explain(issuer.token().unsigned().mint());
    explain(issuer.token().mint(), "--clock-skew=soon");

    assertThat(issuer.requests()).isEmpty();
  }

  @Test
  void leavesAwayWhatStandsInFrontOfTheToken() throws Exception {
    String token = issuer.token().mint();

    assertThat(explain("authorization:  bearer " + token + "\r\n").out())
        .contains("\nLeft away in front of the token: \"Authorization: Bearer\".\n");
    assertThat(explain("Bearer " + token, "--json").json().at("/leftAway").asText())
        .isEqualTo("Bearer");
    assertThat(explain(token).out()).doesNotContain("Left away");
  }

  @Test
  void namesTheVariablesThatItDoesNotUse() {
    Run run =
        Run.of(
            Map.of(
                "TOKEN_VALIDATOR_ISSUER",
                issuer.issuer(),
                "TOKEN_VALIDATOR_AUDIENCE",
                AUDIENCE,
                "TOKEN_VALIDATOR_ROUTES",
                "GET /products allOf(read:products)",
                "TOKEN_VALIDATOR_SERVICE_HOST",
                "10.0.0.1"),
            issuer.token().mint());

    assertThat(run.status()).isZero();
    assertThat(run.out()).contains("what a request needs: TOKEN_VALIDATOR_ROUTES.\n");
  }

  @Test
  void printsHelpAndVersion() {
    Run help = Run.of(Map.of("TOKEN_VALIDATOR_NONSENSE", ""), "", "--help");

    assertThat(help.status()).isZero();
    assertThat(help.out()).contains("  --accept-types=...\n").contains("Exit status: 0 accepted");
    assertThat(Run.of(Map.of(), "", "--version").out()).startsWith("validator-explain ");
  }

  @Test
  void asksAPersonForTheToken() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Command command =
        new Command(
            Map.of(),
            new ByteArrayInputStream(new byte[0]),
            true,
            new PrintStream(OutputStream.nullOutputStream(), false, UTF_8),
            new PrintStream(err, false, UTF_8));

    command.run(List.of("--issuer=" + issuer.issuer(), "--audience=" + AUDIENCE));

    assertThat(err.toString(UTF_8)).startsWith("Paste the token, then press Enter and Ctrl-D:\n");
  }

  private TokenBuilder keycloak() {
    return issuer
        .token()
        .type("JWT")
        .claim("typ", "Bearer")
        .without("client_id")
        .claim("azp", "warehouse")
        .without("scope")
        .claim("scp", List.of("read:products"));
  }

  private Run explain(String input, String... more) {
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.add("--issuer=" + issuer.issuer());
    arguments.add("--audience=" + AUDIENCE);
    return Run.of(Map.of(), input, arguments.toArray(String[]::new));
  }
}
