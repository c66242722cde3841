package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.Answer;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the operator reads when the issuer's answer is not the one that the settings expect. */
class FetchMessagesTest extends IssuerTestBase {

  private static final String DISCOVERY = "/.well-known/openid-configuration";

  FetchMessagesTest() {
    super("ES256");
  }

  private final NamedHosts hosts = new NamedHosts();

  @AfterEach
  void close() {
    hosts.close();
  }

  private AccessTokenValidatorBuilder at(String address) {
    return AccessTokenValidator.builder()
        .issuer(address)
        .audience(issuer.resource().indicator())
        .allowPlainHttp(URI.create(address).getHost())
        .httpClient(hosts.client())
        .clock(issuer.clock(), issuer.clock());
  }

  private String failureOf(AccessTokenValidatorBuilder settings) {
    try (AccessTokenValidator validator = settings.build()) {
      String message =
          String.valueOf(unavailabilityOf(validator, issuer.token().mint()).getMessage());
      assertThat(message).startsWith("keys of ").matches("[ -~]*");
      return message.substring(message.indexOf(" unavailable: ") + " unavailable: ".length());
    }
  }

  private String failureOf(String address) {
    return failureOf(at(address));
  }

  /** Publishes metadata of one issuer at the address of another. */
  private void publish(String address, String issuer, String jwksUri) {
    hosts.document(
        address + DISCOVERY, "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + jwksUri + "\"}");
  }

  @Test
  void givesTheSettingsForAnIssuerThatIsReachedByAnotherName() {
    publish(
        "http://keycloak:8080/realms/shop",
        "http://localhost:9090/realms/shop",
        "http://localhost:9090/realms/shop/protocol/openid-connect/certs");

    assertThat(failureOf("http://keycloak:8080/realms/shop"))
        .isEqualTo(
            "the metadata is that of issuer \"http://localhost:9090/realms/shop\", not of"
                + " \"http://keycloak:8080/realms/shop\"; if this is the same server, reached by"
                + " another name, set issuer=\"http://localhost:9090/realms/shop\","
                + " jwksUri=\"http://keycloak:8080/realms/shop/protocol/openid-connect/certs\" and"
                + " allowPlainHttp=\"keycloak\"; then tokens must name that issuer, and its metadata"
                + " is not checked any more");
  }

  /** The settings are those that the message gives. */
  @Test
  void acceptsTokensWithTheSettingsThatTheMessageGives() {
    String inside = "http://inside:3001/oidc";
    publish(inside, issuer.issuer(), issuer.jwks().uri().toString());
    hosts.document("http://inside:3001" + issuer.jwks().uri().getPath(), issuer.keys().jwkSet());
    String message = failureOf(inside);

    try (AccessTokenValidator validator =
        at(inside)
            .issuer(given(message, "issuer"))
            .jwksUri(URI.create(given(message, "jwksUri")))
            .build()) {
      accepts(validator);
    }
  }

  private static String given(String message, String setting) {
    return message.split(" " + setting + "=\"", 2)[1].split("\"", 2)[0];
  }

  @Test
  void givesNoPlainHttpSettingOnLoopback() {
    issuer.discovery().answer(Answer.genuine().withMember("issuer", "https://auth.example/oidc"));

    assertThat(failureOf(validatorFor(issuer)))
        .contains(
            "set issuer=\"https://auth.example/oidc\" (in place of logtoEndpoint) and jwksUri=\""
                + issuer.jwks().uri()
                + "\"; then")
        .doesNotContain("allowPlainHttp");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://keys.example/certs",
        "http://keys.example/certs",
        "http://127.0.0.1/certs",
        "::",
        ""
      })
  void keepsTheHostOfKeysThatAreElsewhere(String jwksUri) {
    publish("http://inside/a", "https://outside.example/a", jwksUri);

    String message = failureOf("http://inside/a");

    if (jwksUri.startsWith("https:")) {
      assertThat(message).contains(" and jwksUri=\"" + jwksUri + "\"; then");
    } else {
      assertThat(message).contains(" and jwksUri to the address of its keys; then");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://a.example/x, http://a.example/x/, a trailing slash",
    "http://a.example/realms/Shop, http://a.example/realms/shop, upper and lower case",
    "http://a.example/x, https://a.example/x, http and https",
    "http://a.example, http://a.example/oidc, the path /oidc"
  })
  void givesTheIssuerThatDiffersOnlyBySpelling(String given, String real, String difference) {
    publish(given, real, "https://a.example/jwks");

    assertThat(failureOf(given))
        .isEqualTo(
            "the metadata is that of issuer \"%s\", not of \"%s\"; they differ only by %s: set issuer=\"%s\""
                .formatted(real, given, difference, real));
  }

  @Test
  void saysNoMoreAboutMetadataOfAnotherServer() {
    publish("http://a.example/x", "http://b.example/y", "http://b.example/jwks");

    assertThat(failureOf("http://a.example/x"))
        .isEqualTo(
            "the metadata is that of issuer \"http://b.example/y\", not of \"http://a.example/x\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"common/v2.0", "organizations/v2.0"})
  void asksForOneTenantWhereTheMetadataServesAll(String path) {
    publish(
        "http://login.microsoftonline.com/" + path,
        "https://login.microsoftonline.com/{tenantid}/v2.0",
        "https://login.microsoftonline.com/common/discovery/v2.0/keys");

    assertThat(failureOf("http://login.microsoftonline.com/" + path))
        .endsWith(
            "; this address serves every tenant, but issuer must be that of one tenant:"
                + " https://login.microsoftonline.com/<tenant id>/v2.0");
  }

  /** Entra has two kinds of tokens, which name two issuers. */
  @Test
  void tellsTheTwoIssuersOfAnEntraTenantApart() {
    publish(
        "http://login.microsoftonline.com/8b87",
        "https://sts.windows.net/8b87/",
        "https://login.microsoftonline.com/common/discovery/keys");

    assertThat(failureOf("http://login.microsoftonline.com/8b87"))
        .contains("set issuer=\"https://sts.windows.net/8b87/\"")
        .endsWith(
            "; v2 tokens of Entra have the issuer https://login.microsoftonline.com/<tenant id>/v2.0");
  }

  @Test
  void saysWhereTheMetadataRedirectsTo() {
    String target = "https://auth.example/realms/shop";
    hosts.status(
        "http://a.example/realms/shop" + DISCOVERY, "301 Moved", "Location: " + target + DISCOVERY);
    assertThat(failureOf("http://a.example/realms/shop"))
        .isEqualTo(
            ("the issuer's metadata at \"http://a.example/realms/shop%s\" returned status 301,"
                    + " a redirect to \"%s%s\"; redirects are not followed: set issuer=\"%s\", if"
                    + " that is the issuer that your tokens name")
                .formatted(DISCOVERY, target, DISCOVERY, target));

    hosts.status("http://a.example/x" + DISCOVERY, "302 Found", "Location: /login?from=/x");
    assertThat(failureOf("http://a.example/x"))
        .endsWith(
            " returned status 302, a redirect to \"/login?from=/x\"; redirects are not followed:"
                + " set issuer to the issuer that your tokens name");
  }

  @Test
  void saysWhereTheKeySetRedirectsTo() {
    String elsewhere = "https://keys.example/" + "k".repeat(100);
    issuer.jwks().answer(Answer.redirect(URI.create(elsewhere)));

    List<AccessTokenValidatorBuilder> settings =
        List.of(
            validatorFor(issuer),
            validatorFor(issuer).jwksUri(issuer.jwks().uri()),
            AccessTokenValidator.builder()
                .issuer("no URI")
                .audience("a")
                .jwksUri(issuer.jwks().uri()));
    for (AccessTokenValidatorBuilder each : settings) {
      assertThat(failureOf(each))
          .isEqualTo(
              "the JWK Set at \"%s\" returned status 302, a redirect to \"%s\"; redirects are not followed: set jwksUri=\"%s\""
                  .formatted(issuer.jwks().uri(), elsewhere, elsewhere));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "https://a@b/",
        "http://["
      })
  void proposesNoAddressThatMayNotBeFetchedFrom(String target) {
    issuer.jwks().answer(Answer.status(302).withHeader("Location", target));

    assertThat(failureOf(validatorFor(issuer)))
        .endsWith(
            "a redirect to \""
                + target
                + "\"; redirects are not followed: set jwksUri to the address of the keys themselves");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://kc.example/realms/shop | Keycloak: is the name of the realm right, with upper and lower case? Before Keycloak 17 the path begins with /auth",
        "http://kc.example/auth/realms/shop | Keycloak: is the name of the realm right, with upper and lower case? From Keycloak 17 on the path begins without /auth",
        "http://login.microsoftonline.com/8b87/v1.0 | Microsoft Entra: the issuer of v2 tokens is https://login.microsoftonline.com/<tenant id>/v2.0; that of v1 tokens is https://sts.windows.net/<tenant id>/, and needs jwksUri=https://login.microsoftonline.com/<tenant id>/discovery/keys",
        "http://sts.windows.net/8b87/ | Microsoft Entra: the issuer of v2 tokens is https://login.microsoftonline.com/<tenant id>/v2.0; that of v1 tokens is https://sts.windows.net/<tenant id>/, and needs jwksUri=https://login.microsoftonline.com/<tenant id>/discovery/keys",
        "http://dev-1.okta.com | Okta: the issuer ends with /oauth2/default, or with /oauth2/ and the id of the authorization server",
        "http://dev-1.oktapreview.com/oauth2/x | Okta: the issuer ends with /oauth2/default, or with /oauth2/ and the id of the authorization server",
        "http://cognito-idp.eu-west-1.amazonaws.com | Amazon Cognito: the issuer ends with the id of the user pool, as in https://cognito-idp.eu-west-1.amazonaws.com/<pool id>",
        "http://tenant.eu.auth0.com/x | Auth0: the issuer is the tenant's domain with a slash, as in https://tenant.eu.auth0.com/",
        "http://t1.logto.app/x | if this is a Logto tenant, set logtoEndpoint, or let issuer end with /oidc",
        "http://auth.example | if this is a Logto tenant, set logtoEndpoint, or let issuer end with /oidc",
        "http://auth.example/ | if this is a Logto tenant, set logtoEndpoint, or let issuer end with /oidc",
        "http://t1.logto.app/oidc | issuer must be the iss of your tokens; if that issuer publishes no metadata, set jwksUri",
        "http://auth.example/x | issuer must be the iss of your tokens; if that issuer publishes no metadata, set jwksUri",
        "http://auth.example/oidc/jwks | this looks like the address of a key set: set jwksUri=\"http://auth.example/oidc/jwks\", and issuer to the iss of your tokens",
        "http://dev-1.okta.com/oauth2/default/v1/keys | this looks like the address of a key set: set jwksUri=\"http://dev-1.okta.com/oauth2/default/v1/keys\", and issuer to the iss of your tokens"
      })
  void givesAHintByTheKindOfIssuerThatHasNoMetadata(String address, String hint) {
    String base = address.replaceFirst("/$", "");
    URI root = URI.create(base);
    String inserted =
        "http://" + root.getHost() + "/.well-known/oauth-authorization-server" + root.getPath();

    assertThat(failureOf(address))
        .isEqualTo(
            "no metadata of the issuer at \""
                + base
                + DISCOVERY
                + "\" (status 404), nor at \""
                + inserted
                + "\" (status 404); "
                + hint);
    assertThat(hosts.requested()).containsExactly(base + DISCOVERY, inserted);
  }

  @Test
  void asksForTheLogtoEndpointWhereThatIsGiven() {
    issuer.discovery().answer(Answer.status(404));
    issuer.metadata().answer(Answer.status(404));

    assertThat(failureOf(validatorFor(issuer)))
        .endsWith(" (status 404); is logtoEndpoint the endpoint of your Logto tenant?");
  }

  @Test
  void namesBothAddressesWhenTheSecondFailsOtherwise() {
    hosts.status("http://a.example/.well-known/oauth-authorization-server/x", "403 Forbidden");

    assertThat(failureOf("http://a.example/x"))
        .startsWith(
            "no metadata of the issuer at \"http://a.example/x"
                + DISCOVERY
                + "\" (status 404), nor at"
                + " \"http://a.example/.well-known/oauth-authorization-server/x\" (status 403); ");
  }

  @Test
  void namesTheAddressOfMetadataThatIsNoJson() {
    hosts.document("http://a.example/x" + DISCOVERY, "<html>");

    assertThat(failureOf("http://a.example/x"))
        .startsWith("the issuer's metadata at \"http://a.example/x" + DISCOVERY + "\" is ");
  }

  @Test
  void showsUpTo512CharactersOfAddressesAndMetadata() {
    String path = "/" + "p".repeat(300);
    publish("http://a.example" + path, "http://b.example" + path, "http://b.example/jwks");

    assertThat(failureOf("http://a.example" + path))
        .contains("\"http://b.example" + path + "\"", "\"http://a.example" + path + "\"");

    publish("http://a.example/x", "y".repeat(600), "http://b.example/jwks");
    assertThat(failureOf("http://a.example/x"))
        .contains("issuer \"" + "y".repeat(512) + "...\", not of");
  }
}
