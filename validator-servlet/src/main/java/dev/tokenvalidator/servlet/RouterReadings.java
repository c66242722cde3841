package dev.tokenvalidator.servlet;

import java.util.ArrayList;
import java.util.List;

/**
 * The other ways in which software behind the filter may read a path.
 *
 * <p>Jersey's {@code UriConnegFilter}, RESTEasy's media type and language mappings and Spring's
 * suffix patterns take suffixes off the last segment: {@code /admin.en.json} runs the handler of
 * {@code /admin}. File systems drop dots and spaces at the end of a segment, and software that
 * parses a decoded path again ends it at {@code ?} or {@code #}.
 */
final class RouterReadings {

  private RouterReadings() {}

  /** The path itself and its shorter readings. Nearly every path has no shorter one. */
  static List<String> of(String path) {
    List<String> shortened = shortened(path);
    if (shortened.isEmpty() && !endsWithSuffixAlone(path)) {
      return List.of(path);
    }
    List<String> readings = new ArrayList<>();
    addReading(path, readings);
    shortened.forEach(reading -> addReading(reading, readings));
    return readings;
  }

  /** The path as a file system reads it, and as software that parses it again does. */
  static List<String> shortened(String path) {
    List<String> readings = List.of();
    String cut = path.substring(0, endForParser(path));
    if (cut.length() < path.length()) {
      readings = with(readings, cut);
    }
    String trimmed = withoutDotsAndSpaces(cut);
    return trimmed.length() < cut.length() ? with(readings, trimmed) : readings;
  }

  /**
   * Whether a segment without some of its suffixes is a text, ignoring case: {@code admin.en.json}
   * is {@code admin}, {@code admin.en} and {@code admin.json}.
   */
  static boolean isReadAs(String path, int start, int end, String text) {
    int at = start;
    int textAt = 0;
    boolean first = true;
    while (at <= end) {
      int endOfPart = end(path, at, end);
      int endOfText = end(text, textAt, text.length());
      boolean same =
          endOfPart - at == endOfText - textAt
              && path.regionMatches(true, at, text, textAt, endOfPart - at);
      if (same && endOfText == text.length()) {
        return true;
      }
      if (same) {
        textAt = endOfText + 1;
      } else if (first) {
        return false;
      }
      first = false;
      at = endOfPart + 1;
    }
    return false;
  }

  /** The index of the first dot from a start; the end if there is none. */
  private static int end(String text, int start, int end) {
    int dot = text.indexOf('.', start);
    return dot < 0 || dot > end ? end : dot;
  }

  /** True for {@code /admin/.json}, which is {@code /admin/} without its suffix. */
  private static boolean endsWithSuffixAlone(String path) {
    return path.startsWith("/.", startOfLastSegment(path));
  }

  private static void addReading(String path, List<String> readings) {
    readings.add(path);
    if (endsWithSuffixAlone(path)) {
      readings.add(path.substring(0, startOfLastSegment(path) + 1));
    }
  }

  /** The index of the slash before it; a slash at the end of the path starts no segment. */
  private static int startOfLastSegment(String path) {
    return Math.max(0, path.lastIndexOf('/', path.length() - 2));
  }

  private static List<String> with(List<String> readings, String reading) {
    List<String> more = new ArrayList<>(readings);
    more.add(reading);
    return more;
  }

  private static int endForParser(String path) {
    for (int i = 0; i < path.length(); i++) {
      if (path.charAt(i) == '?' || path.charAt(i) == '#') {
        return i;
      }
    }
    return path.length();
  }

  /** At the end of every segment; also spaces at its start, for routers that trim segments. */
  private static String withoutDotsAndSpaces(String path) {
    if (!hasSegmentToTrim(path)) {
      return path;
    }
    StringBuilder trimmed = new StringBuilder(path.length());
    int start = 0; // at a slash
    while (start < path.length()) {
      int slash = path.indexOf('/', start + 1);
      int end = slash < 0 ? path.length() : slash;
      int from = start + 1;
      int to = end;
      while (to > from && isDropped(path.charAt(to - 1))) {
        to--;
      }
      while (from < to && path.charAt(from) == ' ') {
        from++;
      }
      trimmed.append('/').append(path, from, to);
      start = end;
    }
    return trimmed.toString();
  }

  private static boolean hasSegmentToTrim(String path) {
    for (int i = 1; i < path.length(); i++) {
      boolean atEnd = i + 1 == path.length() || path.charAt(i + 1) == '/';
      char c = path.charAt(i);
      if ((atEnd && isDropped(c)) || (c == ' ' && path.charAt(i - 1) == '/')) {
        return true;
      }
    }
    return false;
  }

  private static boolean isDropped(char c) {
    return c == '.' || c == ' ';
  }
}
