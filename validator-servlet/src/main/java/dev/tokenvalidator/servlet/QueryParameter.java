package dev.tokenvalidator.servlet;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads parameters of the raw query. The container's parameters include those of the body. */
final class QueryParameter {

  private QueryParameter() {}

  /**
   * The decoded values of one parameter, in order. A value that cannot be decoded stays raw.
   *
   * @param query the raw query of the request; null for none
   */
  static List<String> values(@Nullable String query, String name) {
    if (query == null) {
      return List.of();
    }
    List<String> values = List.of();
    int start = 0;
    while (start <= query.length()) {
      int ampersand = query.indexOf('&', start);
      int end = ampersand < 0 ? query.length() : ampersand;
      int equals = query.indexOf('=', start);
      int endOfName = equals < 0 || equals > end ? end : equals;
      if (isName(query, start, endOfName, name)) {
        values = values.isEmpty() ? new ArrayList<>() : values;
        values.add(value(query, Math.min(endOfName + 1, end), end));
      }
      start = end + 1;
    }
    return values;
  }

  /** Decodes only a name that holds a percent sign. */
  private static boolean isName(String query, int start, int end, String name) {
    if (end - start == name.length()) {
      return query.startsWith(name, start);
    }
    int percent = query.indexOf('%', start);
    return percent >= 0 && percent < end && name.equals(decoded(query.substring(start, end)));
  }

  private static String value(String query, int start, int end) {
    String value = query.substring(start, end);
    String decoded = decoded(value);
    return decoded == null ? value : decoded;
  }

  /** Null for malformed text: no application decodes it to a name. */
  private static @Nullable String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
