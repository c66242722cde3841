package dev.tokenvalidator.examples.documentation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses the curl options that the pages use, and makes the request that curl would send. */
final class CurlCommand {

  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  private CurlCommand() {}

  static HttpRequest parse(String line) {
    List<String> words = new ArrayList<>();
    for (Matcher word = WORD.matcher(line.replace("\\\n", " ")); word.find(); ) {
      words.add(word.group(1) != null ? word.group(1) : word.group(2));
    }
    Iterator<String> left = words.iterator();
    if (!left.next().equals("curl")) {
      throw new IllegalArgumentException("not a curl command: " + line);
    }
    HttpRequest.Builder request = HttpRequest.newBuilder();
    String method = "GET";
    List<String> form = new ArrayList<>();
    while (left.hasNext()) {
      String word = left.next();
      switch (word) {
        case "--request" -> method = left.next();
        case "--user" ->
            request.header(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(left.next().getBytes(UTF_8)));
        case "--data-urlencode" -> form.add(formPair(left.next()));
        default -> request.uri(URI.create(word));
      }
    }
    return request
        .header("Content-Type", "application/x-www-form-urlencoded")
        .method(method, HttpRequest.BodyPublishers.ofString(String.join("&", form)))
        .build();
  }

  private static String formPair(String pair) {
    int equals = pair.indexOf('=');
    return pair.substring(0, equals + 1) + URLEncoder.encode(pair.substring(equals + 1), UTF_8);
  }
}
