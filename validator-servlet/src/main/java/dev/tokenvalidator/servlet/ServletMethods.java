package dev.tokenvalidator.servlet;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The Java methods of a servlet class that answer requests, as far as reflection shows them. */
final class ServletMethods {

  /** The Java method that {@code HttpServlet} calls for each method. */
  static final Map<String, String> BY_HTTP_METHOD =
      Map.of(
          "GET", "doGet",
          "HEAD", "doHead",
          "POST", "doPost",
          "PUT", "doPut",
          "PATCH", "doPatch",
          "DELETE", "doDelete",
          "OPTIONS", "doOptions",
          "TRACE", "doTrace");

  private ServletMethods() {}

  /** The class and its superclasses, the most specific first, without those of the container. */
  static List<Class<?>> hierarchy(Class<?> servlet) {
    List<Class<?>> types = new ArrayList<>();
    for (Class<?> type = servlet;
        type != null && type != HttpServlet.class && type != Object.class;
        type = type.getSuperclass()) {
      types.add(type);
    }
    return types;
  }

  /** Whether {@code HttpServlet} calls a method for requests. */
  static boolean answers(Method method) {
    Class<?>[] parameters = method.getParameterTypes();
    return BY_HTTP_METHOD.containsValue(method.getName())
        && !Modifier.isPrivate(method.getModifiers())
        && !Modifier.isStatic(method.getModifiers())
        && parameters.length == 2
        && parameters[0] == HttpServletRequest.class
        && parameters[1] == HttpServletResponse.class;
  }

  /**
   * The method that a servlet answers an HTTP method with; null if it has none, such as {@code
   * doPatch} before Servlet 6.1.
   */
  static @Nullable Method of(Class<?> servlet, String httpMethod) {
    String name = BY_HTTP_METHOD.get(httpMethod);
    return name == null || !HttpServlet.class.isAssignableFrom(servlet)
        ? null
        : Stream.concat(hierarchy(servlet).stream(), Stream.of(HttpServlet.class))
            .map(type -> declared(type, name))
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
  }

  /** The method that one class declares for requests; null for none. */
  static @Nullable Method declared(Class<?> type, String name) {
    return declared(type, name, HttpServletRequest.class, HttpServletResponse.class);
  }

  static boolean overrides(Class<?> servlet, String name) {
    return hierarchy(servlet).stream().anyMatch(type -> declared(type, name) != null);
  }

  static boolean overridesService(Class<?> servlet) {
    return hierarchy(servlet).stream()
        .anyMatch(
            type ->
                declared(type, "service") != null
                    || declared(type, "service", ServletRequest.class, ServletResponse.class)
                        != null);
  }

  /** The classes of whose methods reflection shows none, as in a native image without metadata. */
  static List<Class<?>> withoutMethods(Class<?> servlet) {
    return hierarchy(servlet).stream()
        .filter(type -> type.getDeclaredMethods().length == 0)
        .toList();
  }

  private static @Nullable Method declared(Class<?> type, String name, Class<?>... parameters) {
    try {
      return type.getDeclaredMethod(name, parameters);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }
}
