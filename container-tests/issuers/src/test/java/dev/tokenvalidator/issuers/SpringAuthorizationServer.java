package dev.tokenvalidator.issuers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/** Spring Authorization Server as Spring Boot sets it up, in this JVM. */
final class SpringAuthorizationServer implements Issuer {

  private static final String CLIENTS = "spring.security.oauth2.authorizationserver.client.";
  private static final String CALLBACK = "http://127.0.0.1/callback";
  private static final String VERIFIER = "v".repeat(43);
  private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

  private final ConfigurableApplicationContext application;
  private final Changes changes;

  private SpringAuthorizationServer(ConfigurableApplicationContext application) {
    this.application = application;
    changes = application.getBean(Changes.class);
  }

  /** An OAuth2TokenCustomizer of which each part is switched on by itself; none is at first. */
  static final class Changes implements OAuth2TokenCustomizer<JwtEncodingContext> {

    private static final String AS_DOCUMENTED = "as documented";

    private final Set<String> aims = new CopyOnWriteArraySet<>();
    private final OAuth2TokenCustomizer<JwtEncodingContext> documented =
        new DocumentedCustomizer().accessTokens();

    @Override
    public void customize(JwtEncodingContext context) {
      if (!OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
        return;
      }
      for (String aim : aims) {
        switch (aim) {
          case AS_DOCUMENTED -> documented.customize(context);
          case "write typ at+jwt" -> context.getJwsHeader().type("at+jwt");
          case "name the client in client_id" ->
              context.getClaims().claim("client_id", context.getRegisteredClient().getClientId());
          default -> context.getClaims().audience(List.of(aim.substring(aim.lastIndexOf(' ') + 1)));
        }
      }
    }
  }

  /** An application with nothing of its own. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {

    @Bean
    Changes changes() {
      return new Changes();
    }
  }

  static SpringAuthorizationServer start() {
    Map<String, Object> properties = new HashMap<>();
    properties.put("server.address", "127.0.0.1");
    properties.put("server.port", "0");
    properties.put("logging.level.root", "off");
    properties.put("spring.security.user.name", "ann");
    properties.put("spring.security.user.password", "secret");
    register(properties, "warehouse", "client_credentials", Journey.SCOPE);
    register(properties, "shop", "authorization_code,refresh_token", "openid," + Journey.SCOPE);
    properties.put(CLIENTS + "shop.registration.redirect-uris", CALLBACK);
    return new SpringAuthorizationServer(
        new SpringApplicationBuilder(Application.class)
            .bannerMode(Banner.Mode.OFF)
            .logStartupInfo(false)
            .properties(properties)
            .run());
  }

  private static void register(
      Map<String, Object> properties, String client, String grants, String scopes) {
    String registration = CLIENTS + client + ".registration.";
    properties.put(registration + "client-id", client);
    properties.put(registration + "client-secret", "{noop}" + client + "-secret");
    properties.put(registration + "client-authentication-methods", "client_secret_basic");
    properties.put(registration + "authorization-grant-types", grants);
    properties.put(registration + "scopes", scopes);
  }

  @Override
  public String identifier() {
    return "http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port");
  }

  @Override
  public String vendor() {
    return "Spring Authorization Server";
  }

  @Override
  public String token(Map<String, String> parameters) throws Exception {
    String answer =
        Http.clientCredentials(
            identifier() + "/oauth2/token", "warehouse:warehouse-secret", parameters);
    return Http.member(answer, "access_token");
  }

  @Override
  public boolean change(String aim, String means) {
    if (aim.startsWith("grant ") && means.contains("registration")) {
      // It has the scope.
      return false;
    }
    boolean known =
        aim.matches("write typ at\\+jwt|name the client in client_id|write https://\\S+");
    if (!known || !means.equals("an OAuth2TokenCustomizer")) {
      throw new IllegalArgumentException(aim + ": " + means);
    }
    return changes.aims.add(aim);
  }

  /** Changes it as docs/issuers.md says. */
  void changeAsDocumented() {
    changes.aims.add(Changes.AS_DOCUMENTED);
  }

  /** As it comes. */
  void reset() {
    changes.aims.clear();
  }

  /** What a client gets for a person who logs in: access token, ID token and refresh token. */
  String logIn(String scope) throws Exception {
    HttpClient browser =
        HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .followRedirects(Redirect.NEVER)
            .build();
    String page = identifier() + "/login";
    String authorize =
        identifier()
            + "/oauth2/authorize?"
            + Http.encoded(
                Map.of(
                    "response_type",
                    "code",
                    "client_id",
                    "shop",
                    "scope",
                    scope,
                    "redirect_uri",
                    CALLBACK,
                    "code_challenge",
                    challenge(),
                    "code_challenge_method",
                    "S256"));
    Matcher csrf = CSRF.matcher(send(browser, HttpRequest.newBuilder(URI.create(page))).body());
    if (!csrf.find()) {
      throw new IllegalStateException("no form");
    }
    Map<String, String> form =
        Map.of("username", "ann", "password", "secret", "_csrf", csrf.group(1));
    send(
        browser,
        HttpRequest.newBuilder(URI.create(page))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(Http.encoded(form))));
    HttpResponse<String> redirect =
        send(browser, HttpRequest.newBuilder(URI.create(authorize)).header("Accept", "text/html"));
    String location = redirect.headers().firstValue("Location").orElseThrow();
    Matcher code = Pattern.compile("[?&]code=([^&]+)").matcher(location);
    if (!code.find()) {
      throw new IllegalStateException(location);
    }
    return Http.text(
        Http.form(
            identifier() + "/oauth2/token",
            "shop:shop-secret",
            Map.of(
                "grant_type",
                "authorization_code",
                "code",
                URLDecoder.decode(code.group(1), UTF_8),
                "redirect_uri",
                CALLBACK,
                "code_verifier",
                VERIFIER)));
  }

  /** Spring Security 7 requires it (RFC 7636). */
  private static String challenge() throws NoSuchAlgorithmException {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(UTF_8));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
  }

  private static HttpResponse<String> send(HttpClient browser, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return browser.send(request.build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    application.close();
  }
}
