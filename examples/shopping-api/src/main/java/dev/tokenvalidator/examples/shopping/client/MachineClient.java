package dev.tokenvalidator.examples.shopping.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A machine-to-machine app: it asks the issuer for access tokens by the client credentials grant
 * (RFC 6749 section 4.4), for one API at a time (RFC 8707).
 *
 * @param logtoEndpoint the tenant it belongs to
 * @param id its application id
 * @param secret its application secret
 */
public record MachineClient(URI logtoEndpoint, String id, String secret) {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Enough for a response whose members hold no escapes; a client in earnest has a JSON parser. */
  private static final Pattern ACCESS_TOKEN = Pattern.compile("\"access_token\":\"([^\"]+)\"");

  /** Where it asks for tokens. */
  public URI tokenEndpoint() {
    return logtoEndpoint.resolve("/oidc/token");
  }

  /** What it authenticates with (RFC 7617). */
  public String basicCredentials() {
    return "Basic " + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(UTF_8));
  }

  /**
   * Asks for a token.
   *
   * @param parameters of the request, besides {@code grant_type}
   * @return the response, granted or not
   */
  public HttpResponse<String> requestToken(Map<String, String> parameters)
      throws IOException, InterruptedException {
    String form =
        "grant_type=client_credentials"
            + parameters.entrySet().stream()
                .map(e -> "&" + e.getKey() + "=" + URLEncoder.encode(e.getValue(), UTF_8))
                .collect(Collectors.joining());
    return send(
        HttpRequest.newBuilder(tokenEndpoint())
            .header("Authorization", basicCredentials())
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build());
  }

  /**
   * The token in a token response (RFC 6749 section 5.1).
   *
   * @param response of the token endpoint
   * @return the token
   * @throws IllegalStateException if there is none
   */
  public static String accessToken(HttpResponse<String> response) {
    Matcher matcher = ACCESS_TOKEN.matcher(response.body());
    if (!matcher.find()) {
      throw new IllegalStateException("no token: " + response.statusCode() + " " + response.body());
    }
    return matcher.group(1);
  }

  /**
   * Begins a request to the API, with the token where there is one (RFC 6750 section 2.1).
   *
   * @param uri where to
   * @param token the access token
   * @return a builder for a {@code GET}
   */
  public static HttpRequest.Builder call(URI uri, Optional<String> token) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
    return request;
  }

  /**
   * Sends a request.
   *
   * @param request to the issuer or the API
   * @return the response
   */
  public static HttpResponse<String> send(HttpRequest request)
      throws IOException, InterruptedException {
    return HTTP.send(request, BodyHandlers.ofString());
  }
}
