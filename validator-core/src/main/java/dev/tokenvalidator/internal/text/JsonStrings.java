package dev.tokenvalidator.internal.text;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds what Jackson accepts in JSON strings and RFC 8259 or Unicode does not. */
final class JsonStrings {

  private JsonStrings() {}

  /**
   * Finds a Unicode escape with other characters than hexadecimal digits. Jackson truncates a digit
   * to a byte, so it takes U+0661 for an "a".
   *
   * @param text JSON that Jackson accepts
   * @return the index of the escape; -1 if there is none
   */
  static int badEscape(String text) {
    for (int at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', at + 2)) {
      if (text.charAt(at + 1) == 'u') {
        for (int i = at + 2; i < at + 6; i++) {
          if (text.charAt(i) > 'f') {
            return at;
          }
        }
      }
    }
    return -1;
  }

  /** The first problem in the strings and names of a value; null if there is none. */
  static @Nullable String problemIn(@Nullable Object value) {
    if (value instanceof String string) {
      return problemIn(string);
    }
    if (value instanceof List<?> list) {
      return problemInElements(list);
    }
    return value instanceof Map<?, ?> map ? problemInMembers(map) : null;
  }

  private static @Nullable String problemInElements(List<?> list) {
    for (Object element : list) {
      String problem = problemIn(element);
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  private static @Nullable String problemInMembers(Map<?, ?> map) {
    for (Map.Entry<?, ?> member : map.entrySet()) {
      String problem = problemIn(member.getKey());
      problem = problem == null ? problemIn(member.getValue()) : problem;
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  private static @Nullable String problemIn(String string) {
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c == 0) {
        return "a string with U+0000";
      }
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < string.length()
                && Character.isLowSurrogate(string.charAt(i + 1));
        if (!pair) {
          return "a string with an unpaired surrogate";
        }
        i++;
      }
    }
    return null;
  }
}
