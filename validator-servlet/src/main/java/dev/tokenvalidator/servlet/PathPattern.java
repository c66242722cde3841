package dev.tokenvalidator.servlet;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The paths of a route or a servlet mapping, compared by whole segments and case-sensitively:
 * {@code /a/b} is one path, {@code /a/*} is {@code /a} and everything below it, and a segment
 * <code>{name}</code> matches any one segment that is not empty.
 *
 * <p>Paths and the segments of a pattern are canonical ({@link CanonicalPath}) and decoded.
 * Immutable.
 */
final class PathPattern {

  private final String text;
  private final List<PathSegment> segments;

  /** Whether everything below matches too. */
  private final boolean below;

  private final boolean literal;

  /** The suffix of a servlet mapping like {@code *.do}, never empty; null for any other pattern. */
  private final @Nullable String extension;

  private PathPattern(
      String text, List<PathSegment> segments, boolean below, @Nullable String extension) {
    this.text = text;
    this.segments = List.copyOf(segments);
    this.below = below;
    this.literal = !below && segments.stream().noneMatch(PathSegment::isNamed);
    this.extension = extension;
  }

  /**
   * Reads the pattern of a route.
   *
   * @throws IllegalArgumentException if it is malformed, or could never match a canonical path
   */
  static PathPattern parse(String text) {
    if (!text.startsWith("/")) {
      throw PathSegment.malformed(text, "a pattern starts with a slash");
    }
    List<PathSegment> segments = new ArrayList<>();
    String[] parts = text.substring(1).split("/", -1);
    for (int i = 0; i < parts.length; i++) {
      boolean last = i == parts.length - 1;
      if (last && parts[i].equals("*")) {
        return new PathPattern(text, segments, true, null);
      }
      if (parts[i].isEmpty() && !last) {
        throw PathSegment.malformed(text, "it has an empty segment");
      }
      PathSegment segment = PathSegment.parse(text, parts[i]);
      if (segment.isNamed() && segments.contains(segment)) {
        throw PathSegment.malformed(text, "two parts have the same name");
      }
      segments.add(segment);
    }
    return new PathPattern(text, segments, false, null);
  }

  /** Reads the URL pattern of a servlet mapping (Servlet 6.0 section 12.2), without named parts. */
  static PathPattern ofMapping(String mapping) {
    if (mapping.startsWith("*.")) {
      return new PathPattern(mapping, List.of(), true, mapping.substring(1));
    }
    boolean below = mapping.equals("/") || mapping.endsWith("/*");
    String path = mapping.endsWith("/*") ? mapping.substring(0, mapping.length() - 2) : mapping;
    List<PathSegment> segments = new ArrayList<>();
    if (!below || path.length() > 1) {
      // The empty mapping is the root alone: one empty segment.
      for (String part : (path.isEmpty() ? "/" : path).substring(1).split("/", -1)) {
        segments.add(new PathSegment(part, false));
      }
    }
    return new PathPattern(mapping, segments, below, null);
  }

  /** Whether a canonical path matches. A suffix mapping like {@code *.do} matches every path. */
  boolean matches(String path) {
    return matches(path, false);
  }

  /** Whether a path matches only if case is ignored. */
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

  /** Whether exactly one path matches: it has no named part and no tree. */
  boolean isLiteral() {
    return literal;
  }

  /**
   * The path in the spelling of this pattern, if it matches for a router that ignores case, a slash
   * at the end and suffixes of the last segment; null otherwise.
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
      PathSegment segment = segments.get(i);
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

  /** The common start of all its paths, with a slash at the end if more follows. */
  String literalStart() {
    StringBuilder start = new StringBuilder();
    for (PathSegment segment : segments) {
      if (segment.isNamed()) {
        return start.append('/').toString();
      }
      start.append('/').append(segment.text());
    }
    return below ? start.append('/').toString() : start.toString();
  }

  /** The last segment, if it is a text; null for a tree or a named part. */
  @Nullable String lastText() {
    PathSegment last = below || segments.isEmpty() ? null : segments.get(segments.size() - 1);
    return last == null || last.isNamed() ? null : last.text();
  }

  /** The index of the segment with a named part; -1 if no part has the name. */
  int indexOf(String name) {
    return segments.indexOf(new PathSegment(name, true));
  }

  /** The text of one segment of a path that matches. */
  String part(String path, int index) {
    int start = 1;
    for (int i = 0; i < index; i++) {
      start = endOfSegment(path, start) + 1;
    }
    return path.substring(start, endOfSegment(path, start));
  }

  /** Whether every path of the other pattern matches this one. */
  boolean covers(PathPattern other) {
    if (extension != null) {
      return extension.equals(other.extension);
    }
    return coversLengths(other) && coversSegments(other, false);
  }

  /** Whether that holds only if case is ignored. */
  boolean coversInOtherCase(PathPattern other) {
    return coversLengths(other) && coversSegments(other, true) && !coversSegments(other, false);
  }

  private boolean coversLengths(PathPattern other) {
    return below
        ? segments.size() <= other.segments.size()
        : !other.below && segments.size() == other.segments.size();
  }

  /** Whether some path matches both. With suffixes, the answer may be a false yes. */
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
    PathSegment last = segments.get(segments.size() - 1);
    return last.isNamed() || last.text().endsWith(suffix);
  }

  private static int endOfSegment(String path, int start) {
    int slash = path.indexOf('/', start);
    return slash < 0 ? path.length() : slash;
  }
}
