package dev.tokenvalidator.issuers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Requests as clients of an issuer send them. */
final class Http {

  static final HttpClient CLIENT = HttpClient.newHttpClient();

  private Http() {}

  /** A form, and the client's name and secret. */
  static HttpRequest form(String address, String client, Map<String, String> parameters) {
    return HttpRequest.newBuilder(URI.create(address))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header(
            "Authorization", "Basic " + Base64.getEncoder().encodeToString(client.getBytes(UTF_8)))
        .POST(BodyPublishers.ofString(encoded(parameters)))
        .build();
  }

  static String encoded(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(parameter -> parameter.getKey() + "=" + URLEncoder.encode(parameter.getValue(), UTF_8))
        .collect(joining("&"));
  }

  /** The answer to a client that acts for itself. */
  static String clientCredentials(String address, String client, Map<String, String> parameters)
      throws IOException, InterruptedException {
    Map<String, String> all = new LinkedHashMap<>(parameters);
    all.put("grant_type", "client_credentials");
    return text(form(address, client, all));
  }

  /**
   * The body of a good answer.
   *
   * @throws IllegalStateException if the answer is another one
   */
  static String text(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = CLIENT.send(request, BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IllegalStateException(
          request.uri() + " answers " + response.statusCode() + " " + response.body());
    }
    return response.body();
  }

  /** A member of a JSON object that is a string. */
  static String member(String json, String name) {
    Matcher member = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]*)\"").matcher(json);
    if (!member.find()) {
      throw new IllegalStateException("no " + name + " in " + json);
    }
    return member.group(1);
  }
}
