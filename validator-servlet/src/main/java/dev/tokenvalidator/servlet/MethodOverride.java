package dev.tokenvalidator.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds another method that a request names in a header or the query. Jersey's {@code
 * HttpMethodOverrideFilter}, Spring's {@code HiddenHttpMethodFilter} and others run the handler of
 * the named method.
 *
 * <p>A parameter {@code _method} in a form is not read: that would take the body from the handler.
 */
final class MethodOverride {

  private static final List<String> HEADERS =
      List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override");

  private static final String PARAMETER = "_method";

  private MethodOverride() {}

  /**
   * The raw values that name a method; empty for nearly every request. Different headers with the
   * same value count once; a repeated header or parameter counts each time.
   */
  static List<String> namedIn(HttpServletRequest request) {
    List<String> named = List.of();
    for (int i = 0; i < HEADERS.size(); i++) {
      Enumeration<String> values = request.getHeaders(HEADERS.get(i));
      if (values != null && values.hasMoreElements()) {
        named = with(named, Collections.list(values));
      }
    }
    return with(named, QueryParameter.values(request.getQueryString(), PARAMETER));
  }

  private static List<String> with(List<String> named, List<String> values) {
    return values.isEmpty() || named.equals(values)
        ? named
        : Stream.concat(named.stream(), values.stream()).toList();
  }
}
