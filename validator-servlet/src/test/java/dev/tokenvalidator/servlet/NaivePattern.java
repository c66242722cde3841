package dev.tokenvalidator.servlet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A second, naive implementation of patterns, for comparison in fuzz tests. */
final class NaivePattern {

  private NaivePattern() {}

  static boolean matches(String pattern, String path, boolean ignoreCase) {
    List<String> wanted = segments(pattern);
    List<String> found = segments(path);
    if (wanted.get(wanted.size() - 1).equals("*")) {
      wanted = wanted.subList(0, wanted.size() - 1);
      found = found.subList(0, Math.min(wanted.size(), found.size()));
    }
    if (wanted.size() != found.size()) {
      return false;
    }
    for (int i = 0; i < wanted.size(); i++) {
      String segment = found.get(i);
      boolean fits =
          wanted.get(i).startsWith("{")
              ? !segment.isEmpty()
              : ignoreCase
                  ? segment.equalsIgnoreCase(wanted.get(i))
                  : segment.equals(wanted.get(i));
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  /** The named parts of a path that matches. */
  static Map<String, String> parts(String pattern, String path) {
    List<String> wanted = segments(pattern);
    Map<String, String> parts = new LinkedHashMap<>();
    for (int i = 0; i < wanted.size(); i++) {
      String segment = wanted.get(i);
      if (segment.startsWith("{")) {
        parts.put(segment.substring(1, segment.length() - 1), segments(path).get(i));
      }
    }
    return parts;
  }

  /** Servlet 6.0 section 12.2. */
  static boolean isMapped(String mapping, String path) {
    if (mapping.equals("/") || mapping.equals("/*")) {
      return true;
    }
    if (mapping.isEmpty()) {
      return path.equals("/");
    }
    if (mapping.endsWith("/*")) {
      String prefix = mapping.substring(0, mapping.length() - 2);
      return path.equals(prefix) || path.startsWith(prefix + "/");
    }
    return mapping.startsWith("*.") ? path.endsWith(mapping.substring(1)) : path.equals(mapping);
  }

  private static List<String> segments(String path) {
    return List.of(path.substring(1).split("/", -1));
  }
}
