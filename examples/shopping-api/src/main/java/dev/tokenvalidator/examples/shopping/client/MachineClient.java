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
 * A machine-to-machine app. It requests access tokens by the client credentials grant (RFC 6749
 * section 4.4), for one API at a time (RFC 8707).
 *
 * @param logtoEndpoint the endpoint of its tenant
 * @param id its application id
 * @param secret its application secret
 */
public record MachineClient(URI logtoEndpoint, String id, String secret) {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Reads responses without escaped characters. A real client uses a JSON parser. */
  private static final Pattern ACCESS_TOKEN = Pattern.compile("\"access_token\":\"([^\"]+)\"");

  /** The address for token requests. */
  public URI tokenEndpoint() {
    return logtoEndpoint.resolve("/oidc/token");
  }

  /** The value of its {@code Authorization} header (RFC 6749 section 2.3.1). */
  public String basicCredentials() {
    String pair = URLEncoder.encode(id, UTF_8) + ":" + URLEncoder.encode(secret, UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
  }

  /**
   * Requests a token.
   *
   * @param parameters the parameters besides {@code grant_type}
   * @return the response, successful or not
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
   * Reads the token in a token response (RFC 6749 section 5.1).
   *
   * @param response the response of the token endpoint
   * @throws IllegalStateException if it contains no token
   */
  public static String accessToken(HttpResponse<String> response) {
    Matcher matcher = ACCESS_TOKEN.matcher(response.body());
    if (!matcher.find()) {
      throw new IllegalStateException("no token: " + response.statusCode() + " " + response.body());
    }
    return matcher.group(1);
  }

  /**
   * Begins a {@code GET} request to the API, with a token if there is one (RFC 6750 section 2.1).
   *
   * @param uri the address
   * @param token the access token
   */
  public static HttpRequest.Builder call(URI uri, Optional<String> token) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
    return request;
  }

  /**
   * Sends a request to the issuer or the API.
   *
   * @param request the request
   */
  public static HttpResponse<String> send(HttpRequest request)
      throws IOException, InterruptedException {
    return HTTP.send(request, BodyHandlers.ofString());
  }
}
