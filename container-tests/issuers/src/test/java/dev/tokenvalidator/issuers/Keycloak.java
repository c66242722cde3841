package dev.tokenvalidator.issuers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Keycloak as it is published, with a new database: one realm, and in it one client. */
final class Keycloak implements Issuer {

  private static final String CLIENT =
      """
      {"clientId": "warehouse", "secret": "warehouse-secret", "publicClient": false,
       "serviceAccountsEnabled": true}""";

  private static final Pattern ATTRIBUTE =
      Pattern.compile("the client's attribute ([\\w.]+)=(\\w+)");

  private final IssuerProcess process;
  private final String address;
  private final String adminToken;
  private String realm = "";
  private String clientId = "";

  private Keycloak(IssuerProcess process, String address) throws Exception {
    this.process = process;
    this.address = address;
    String answer =
        Http.text(
            Http.form(
                address + "/realms/master/protocol/openid-connect/token",
                "admin-cli:",
                Map.of(
                    "grant_type", "password",
                    "client_id", "admin-cli",
                    "username", "admin",
                    "password", "admin")));
    adminToken = Http.member(answer, "access_token");
  }

  /**
   * Starts Keycloak.
   *
   * @param home the unpacked distribution
   */
  static Keycloak start(Path home) throws Exception {
    assertThat(home.resolve("bin/kc.sh"))
        .as("Keycloak is unpacked by: mvn verify -Preal-issuers")
        .exists();
    delete(home.resolve("data"));
    String address = "http://127.0.0.1:" + IssuerProcess.freePort();
    ProcessBuilder builder =
        new ProcessBuilder(
            "sh",
            home.resolve("bin/kc.sh").toString(),
            "start-dev",
            "--http-host=127.0.0.1",
            "--http-port=" + URI.create(address).getPort());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx512m");
    builder.environment().put("KC_BOOTSTRAP_ADMIN_USERNAME", "admin");
    builder.environment().put("KC_BOOTSTRAP_ADMIN_PASSWORD", "admin");
    IssuerProcess process =
        IssuerProcess.start(
            builder,
            Path.of("target", "keycloak.log"),
            address + "/realms/master",
            Duration.ofMinutes(4));
    return new Keycloak(process, address);
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Goes on in a new realm, with a new client. */
  Keycloak inNewRealm(String name) throws Exception {
    realm = name;
    admin("POST", "", "{\"realm\": \"%s\", \"enabled\": true}".formatted(name));
    clientId = admin("POST", "/" + realm + "/clients", CLIENT);
    return this;
  }

  @Override
  public String identifier() {
    return address + "/realms/" + realm;
  }

  @Override
  public String vendor() {
    return "Keycloak";
  }

  @Override
  public String token(Map<String, String> parameters) throws Exception {
    return Http.member(
        Http.clientCredentials(tokenEndpoint(), "warehouse:warehouse-secret", parameters),
        "access_token");
  }

  private String tokenEndpoint() {
    return identifier() + "/protocol/openid-connect/token";
  }

  @Override
  public boolean change(String aim, String means) throws Exception {
    Matcher attribute = ATTRIBUTE.matcher(means);
    if (attribute.matches()) {
      changeClient(
          "\"attributes\": {\"%s\": \"%s\"}".formatted(attribute.group(1), attribute.group(2)));
    } else if (means.equals("an audience mapper in a client scope")) {
      String scope = addDefaultScope("shopping-api");
      addAudience("client-scopes/" + scope, aim.substring(aim.lastIndexOf(' ') + 1));
    } else if (means.contains("a client scope of that name")) {
      addDefaultScope(Journey.SCOPE);
    } else {
      throw new IllegalArgumentException(aim + ": " + means);
    }
    return true;
  }

  /** Adds a client scope, and gives it to the client. */
  private String addDefaultScope(String name) throws Exception {
    String scope =
        admin(
            "POST",
            "/" + realm + "/client-scopes",
            """
            {"name": "%s", "protocol": "openid-connect",
             "attributes": {"include.in.token.scope": "true"}}"""
                .formatted(name));
    admin("PUT", client() + "/default-client-scopes/" + scope, "{}");
    return scope;
  }

  /** Adds an audience mapper. */
  private void addAudience(String place, String audience) throws Exception {
    admin(
        "POST",
        "/" + realm + "/" + place + "/protocol-mappers/models",
        """
        {"name": "audience", "protocol": "openid-connect",
         "protocolMapper": "oidc-audience-mapper",
         "config": {"included.custom.audience": "%s", "access.token.claim": "true"}}"""
            .formatted(audience));
  }

  /** Lets the client get tokens for another API only. */
  void addAudience(String audience) throws Exception {
    addAudience("clients/" + clientId, audience);
  }

  /** Changes the client. */
  void changeClient(String members) throws Exception {
    admin("PUT", client(), "{\"clientId\": \"warehouse\", " + members + "}");
  }

  private String client() {
    return "/" + realm + "/clients/" + clientId;
  }

  /** Adds a person who can log in with a password. */
  void addPerson() throws Exception {
    admin(
        "POST",
        "/" + realm + "/users",
        """
        {"username": "ann", "enabled": true, "email": "ann@shop.example", "emailVerified": true,
         "firstName": "Ann", "lastName": "Archer",
         "credentials": [{"type": "password", "value": "secret", "temporary": false}]}""");
  }

  /** What the client gets for a person: access token, ID token and refresh token. */
  String logIn(String scope) throws Exception {
    return Http.text(
        Http.form(
            tokenEndpoint(),
            "warehouse:warehouse-secret",
            Map.of(
                "grant_type", "password",
                "username", "ann",
                "password", "secret",
                "scope", scope)));
  }

  /** Ends a session; Keycloak then tells the client, by a logout token. */
  void logOut(String refreshToken) throws Exception {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("refresh_token", refreshToken);
    Http.text(
        Http.form(
            identifier() + "/protocol/openid-connect/logout",
            "warehouse:warehouse-secret",
            parameters));
  }

  /** Sends a request to the admin API, and returns the id of what it made. */
  private String admin(String method, String path, String json) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + "/admin/realms" + path))
            .header("Authorization", "Bearer " + adminToken)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(json))
            .build();
    HttpResponse<String> response = Http.CLIENT.send(request, BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IllegalStateException(
          method + " " + path + ": " + response.statusCode() + " " + response.body());
    }
    List<String> made = response.headers().allValues("Location");
    return made.isEmpty() ? "" : made.get(0).substring(made.get(0).lastIndexOf('/') + 1);
  }

  @Override
  public void close() {
    process.stop();
  }
}
