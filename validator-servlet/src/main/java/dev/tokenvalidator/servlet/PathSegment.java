package dev.tokenvalidator.servlet;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One segment of a {@link PathPattern}.
 *
 * @param text the text of the path segment, or the name of the part
 * @param isNamed whether it matches any segment
 */
record PathSegment(String text, boolean isNamed) {

  /** How other routers write a named part: {@code :id}, <code>{id:[0-9]+}</code>. */
  private static final Pattern OTHER_NAMED_PART =
      Pattern.compile(":([A-Za-z_][\\w-]*)\\??|\\{([A-Za-z_][\\w-]*)\\s*[:?].*");

  /** How other routers write a tree: {@code **}, <code>{*rest}</code>. */
  private static final Pattern OTHER_TREE = Pattern.compile("\\*\\*|\\{\\*\\w*}");

  /**
   * Reads a segment.
   *
   * @param pattern the whole pattern, for the message
   * @throws IllegalArgumentException if it is malformed, or could never match a canonical path
   */
  static PathSegment parse(String pattern, String text) {
    String hint = otherSyntax(text);
    if (hint != null) {
      throw malformed(pattern, hint);
    }
    if (text.startsWith("{") && text.endsWith("}")) {
      String name = text.substring(1, text.length() - 1);
      if (name.isEmpty() || !name.chars().allMatch(PathSegment::isNameCharacter)) {
        throw malformed(pattern, "the name of a part is letters, digits, '_' and '-'");
      }
      return new PathSegment(name, true);
    }
    if (text.equals(".") || text.equals("..")) {
      throw malformed(pattern, "no request with a dot segment is accepted");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ("*{}".indexOf(c) >= 0) {
        throw malformed(
            pattern, "'*' is the whole last segment, and '{name}' the whole of any segment");
      }
      if ("%?#".indexOf(c) >= 0 || CanonicalPath.isRefused(c)) {
        throw malformed(
            pattern,
            "it is a decoded path, without ';', '\\', '%', '?', '#', control characters, and the"
                + " full-width forms of '/', '\\', '.', ';' and '%'");
      }
    }
    return new PathSegment(text, false);
  }

  static IllegalArgumentException malformed(String pattern, String problem) {
    return new IllegalArgumentException("the pattern " + pattern + " is malformed: " + problem);
  }

  /** What to write instead of a segment in the syntax of another router; null for any other. */
  private static @Nullable String otherSyntax(String text) {
    if (OTHER_TREE.matcher(text).matches()) {
      return "instead of " + text + " write *, as the last segment: it matches everything below";
    }
    Matcher part = OTHER_NAMED_PART.matcher(text);
    if (!part.matches()) {
      return null;
    }
    String name = part.group(1) == null ? part.group(2) : part.group(1);
    return "instead of " + text + " write {" + name + "}, which matches any one segment";
  }

  boolean matches(String path, int start, int end, boolean ignoreCase) {
    return isNamed
        ? end > start
        : end - start == text.length()
            && path.regionMatches(ignoreCase, start, text, 0, text.length());
  }

  /** Whether a router may read a segment of a path as this one. */
  boolean isReadAs(String path, int start, int end, boolean isLast) {
    return (isNamed || !isLast)
        ? matches(path, start, end, true)
        : RouterReadings.isReadAs(path, start, end, text);
  }

  /** Whether this one matches all that the other one matches. */
  boolean covers(PathSegment other, boolean ignoreCase) {
    if (isNamed) {
      return other.isNamed || !other.text.isEmpty();
    }
    return !other.isNamed
        && (ignoreCase ? text.equalsIgnoreCase(other.text) : text.equals(other.text));
  }

  boolean overlaps(PathSegment other) {
    return covers(other, false) || other.covers(this, false);
  }

  private static boolean isNameCharacter(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-';
  }
}
