package dev.tokenvalidator.servlet;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The paths a route is for, by whole segments and case-sensitively: {@code /a/b} is one path,
 * {@code /a/*} is {@code /a} and everything below it, and a segment <code>{name}</code> stands for
 * any one segment that is not empty.
 *
 * <p>Paths are canonical ({@link CanonicalPath}) and decoded, and so are the segments of a pattern.
 * Immutable.
 */
final class PathPattern {

  private final String text;
  private final List<Segment> segments;

  /** Whether everything below is meant as well. */
  private final boolean below;

  private final boolean literal;

  /** Never empty: what the path of a servlet mapping {@code *.do} ends with; null elsewhere. */
  private final @Nullable String extension;

  private PathPattern(
      String text, List<Segment> segments, boolean below, @Nullable String extension) {
    this.text = text;
    this.segments = List.copyOf(segments);
    this.below = below;
    this.literal = !below && segments.stream().noneMatch(Segment::isNamed);
    this.extension = extension;
  }

  /**
   * Reads the pattern of a route.
   *
   * @throws IllegalArgumentException if it is malformed, or could never match a canonical path
   */
  static PathPattern parse(String text) {
    if (!text.startsWith("/")) {
      throw malformed(text, "a pattern starts with a slash");
    }
    List<Segment> segments = new ArrayList<>();
    String[] parts = text.substring(1).split("/", -1);
    for (int i = 0; i < parts.length; i++) {
      boolean last = i == parts.length - 1;
      if (last && parts[i].equals("*")) {
        return new PathPattern(text, segments, true, null);
      }
      if (parts[i].isEmpty() && !last) {
        throw malformed(text, "it has an empty segment");
      }
      Segment segment = Segment.parse(text, parts[i]);
      if (segment.isNamed() && segments.contains(segment)) {
        throw malformed(text, "it names two parts alike");
      }
      segments.add(segment);
    }
    return new PathPattern(text, segments, false, null);
  }

  /** Reads the URL pattern of a servlet mapping (Servlet 6.0 section 12.2): it names no parts. */
  static PathPattern ofMapping(String mapping) {
    if (mapping.startsWith("*.")) {
      return new PathPattern(mapping, List.of(), true, mapping.substring(1));
    }
    boolean below = mapping.equals("/") || mapping.endsWith("/*");
    String path = mapping.endsWith("/*") ? mapping.substring(0, mapping.length() - 2) : mapping;
    List<Segment> segments = new ArrayList<>();
    if (!below || path.length() > 1) {
      // The empty mapping is the root alone, which is one empty segment.
      for (String part : (path.isEmpty() ? "/" : path).substring(1).split("/", -1)) {
        segments.add(new Segment(part, false));
      }
    }
    return new PathPattern(mapping, segments, below, null);
  }

  /** Whether a canonical path is one of these. */
  boolean matches(String path) {
    return matches(path, false);
  }

  /** Whether a path that is none of these would be one if case did not matter. */
  boolean matchesInOtherCase(String path) {
    return matches(path, true) && !matches(path, false);
  }

  private boolean matches(String path, boolean ignoreCase) {
    int at = 0; // at the slash before the next segment, or at the end
    for (int i = 0; i < segments.size(); i++) {
      if (at >= path.length()) {
        return false;
      }
      int end = endOfSegment(path, at + 1);
      if (!segments.get(i).matches(path, at + 1, end, ignoreCase)) {
        return false;
      }
      at = end;
    }
    return below || at == path.length();
  }

  /** Whether it is for one path alone, and names it. */
  boolean isLiteral() {
    return literal;
  }

  /**
   * The path as this pattern spells it, if a router that ignores case, a slash at the end and
   * suffixes of the last segment may take it for one of these; null if not.
   */
  @Nullable String respell(String path) {
    int length = path.endsWith("/") ? path.length() - 1 : path.length();
    int count = endsWithSlash() ? segments.size() - 1 : segments.size();
    int at = 0; // at the slash before the next segment, or at the end
    for (int i = 0; i < count; i++) {
      if (at >= length) {
        return null;
      }
      int end = Math.min(endOfSegment(path, at + 1), length);
      if (!segments.get(i).isReadAs(path, at + 1, end, end == length)) {
        return null;
      }
      at = end;
    }
    return below || at == length ? spell(path, count, at) : null;
  }

  private String spell(String path, int count, int end) {
    StringBuilder spelled = new StringBuilder(path.length());
    for (int i = 0; i < count; i++) {
      Segment segment = segments.get(i);
      spelled.append('/').append(segment.isNamed() ? part(path, i) : segment.text());
    }
    if (below) {
      spelled.append(path, end, path.length());
    }
    return endsWithSlash() || spelled.isEmpty()
        ? spelled.append('/').toString()
        : spelled.toString();
  }

  /** Only the last segment may be empty. */
  private boolean endsWithSlash() {
    return !below && segments.get(segments.size() - 1).text().isEmpty();
  }

  /**
   * What all its paths start with: up to the first part that is not written out, and with a slash
   * at the end where more follows.
   */
  String literalStart() {
    StringBuilder start = new StringBuilder();
    for (Segment segment : segments) {
      if (segment.isNamed()) {
        return start.append('/').toString();
      }
      start.append('/').append(segment.text());
    }
    return below ? start.append('/').toString() : start.toString();
  }

  /** The last segment, if it is a text; null for a tree and a part that stands for any. */
  @Nullable String lastText() {
    Segment last = below || segments.isEmpty() ? null : segments.get(segments.size() - 1);
    return last == null || last.isNamed() ? null : last.text();
  }

  /** Where among the segments a named part is; -1 where there is none of that name. */
  int indexOf(String name) {
    return segments.indexOf(new Segment(name, true));
  }

  /** The text of one segment of a path that matches. */
  String part(String path, int index) {
    int start = 1;
    for (int i = 0; i < index; i++) {
      start = endOfSegment(path, start) + 1;
    }
    return path.substring(start, endOfSegment(path, start));
  }

  /** Whether every path of the other is one of these. */
  boolean covers(PathPattern other) {
    if (extension != null) {
      return extension.equals(other.extension);
    }
    return coversLengths(other) && coversSegments(other, false);
  }

  /** Whether every path of the other is none of these, but would be if case did not matter. */
  boolean coversInOtherCase(PathPattern other) {
    return coversLengths(other) && coversSegments(other, true) && !coversSegments(other, false);
  }

  private boolean coversLengths(PathPattern other) {
    return below
        ? segments.size() <= other.segments.size()
        : !other.below && segments.size() == other.segments.size();
  }

  /** Whether some path is one of both. May say yes once too often where extensions are involved. */
  boolean overlaps(PathPattern other) {
    int common = Math.min(segments.size(), other.segments.size());
    for (int i = 0; i < common; i++) {
      if (!segments.get(i).overlaps(other.segments.get(i))) {
        return false;
      }
    }
    boolean longEnough =
        (below || segments.size() >= other.segments.size())
            && (other.below || other.segments.size() >= segments.size());
    return longEnough && mayEndWith(other.extension) && other.mayEndWith(extension);
  }

  @Override
  public String toString() {
    return text;
  }

  private boolean coversSegments(PathPattern other, boolean ignoreCase) {
    for (int i = 0; i < segments.size(); i++) {
      if (!segments.get(i).covers(other.segments.get(i), ignoreCase)) {
        return false;
      }
    }
    return true;
  }

  private boolean mayEndWith(@Nullable String suffix) {
    if (suffix == null || below || segments.isEmpty()) {
      return true;
    }
    Segment last = segments.get(segments.size() - 1);
    return last.isNamed() || last.text().endsWith(suffix);
  }

  private static int endOfSegment(String path, int start) {
    int slash = path.indexOf('/', start);
    return slash < 0 ? path.length() : slash;
  }

  private static IllegalArgumentException malformed(String pattern, String problem) {
    return new IllegalArgumentException("the pattern " + pattern + " is malformed: " + problem);
  }

  /**
   * One segment.
   *
   * @param text what the path must say here, or the name of the part
   * @param isNamed whether it stands for any segment
   */
  private record Segment(String text, boolean isNamed) {

    static Segment parse(String pattern, String text) {
      if (text.startsWith("{") && text.endsWith("}")) {
        String name = text.substring(1, text.length() - 1);
        if (name.isEmpty() || !name.chars().allMatch(Segment::isNameCharacter)) {
          throw malformed(pattern, "the name of a part is letters, digits, '_' and '-'");
        }
        return new Segment(name, true);
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
              "it is a decoded path, without ';', '\\', '%', '?', '#', full-width forms of these and control"
                  + " characters");
        }
      }
      return new Segment(text, false);
    }

    boolean matches(String path, int start, int end, boolean ignoreCase) {
      return isNamed
          ? end > start
          : end - start == text.length()
              && path.regionMatches(ignoreCase, start, text, 0, text.length());
    }

    boolean isReadAs(String path, int start, int end, boolean isLast) {
      return (isNamed || !isLast)
          ? matches(path, start, end, true)
          : RouterReadings.isReadAs(path, start, end, text);
    }

    boolean covers(Segment other, boolean ignoreCase) {
      if (isNamed) {
        return other.isNamed || !other.text.isEmpty();
      }
      return !other.isNamed
          && (ignoreCase ? text.equalsIgnoreCase(other.text) : text.equals(other.text));
    }

    boolean overlaps(Segment other) {
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
}
