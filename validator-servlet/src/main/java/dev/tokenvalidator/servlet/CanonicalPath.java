package dev.tokenvalidator.servlet;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks and decodes the one accepted spelling of a path. */
final class CanonicalPath {

  /** Longer than the 8,000 octets that RFC 9110 section 4.1 asks servers to support. */
  private static final int MAX_LENGTH = 8 * 1024;

  private CanonicalPath() {}

  /**
   * Decodes a raw path strictly; null if it is not canonical. An empty path stays empty.
   *
   * @param parameters names of path parameters (RFC 3986 section 3.3) that are removed first, as
   *     the container removes them before it dispatches
   */
  static @Nullable String decode(String raw, Set<String> parameters) {
    // Software that parses the URI again ends the path at '?' or '#' (RFC 3986 section 3.3).
    if (raw.length() > MAX_LENGTH || raw.indexOf('?') >= 0 || raw.indexOf('#') >= 0) {
      return null;
    }
    String path =
        parameters.isEmpty() || raw.indexOf(';') < 0 ? raw : withoutParameters(raw, parameters);
    if (path == null || !isCanonical(path)) {
      return null;
    }
    int percent = path.indexOf('%');
    return percent < 0 ? path : decode(path, percent);
  }

  /** Null if a parameter has another name, or a value that could be misread. */
  private static @Nullable String withoutParameters(String raw, Set<String> parameters) {
    if (!raw.startsWith("/")) {
      return null;
    }
    StringBuilder path = new StringBuilder(raw.length());
    int at = 0;
    while (at < raw.length()) {
      int semicolon = raw.indexOf(';', at);
      if (semicolon < 0) {
        break;
      }
      path.append(raw, at, semicolon);
      at = endOfParameter(raw, semicolon + 1);
      if (!isAllowed(raw.substring(semicolon + 1, at), parameters)) {
        return null;
      }
    }
    return path.append(raw, at, raw.length()).toString();
  }

  private static int endOfParameter(String raw, int start) {
    int end = start;
    while (end < raw.length() && raw.charAt(end) != ';' && raw.charAt(end) != '/') {
      end++;
    }
    return end;
  }

  /** Only unreserved characters, which mean the same raw and decoded (RFC 3986 section 2.3). */
  private static boolean isAllowed(String parameter, Set<String> parameters) {
    int equals = parameter.indexOf('=');
    return equals > 0
        && parameters.contains(parameter.substring(0, equals))
        && parameter.substring(equals + 1).chars().allMatch(CanonicalPath::isUnreserved);
  }

  static boolean isUnreserved(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "-._~".indexOf(c) >= 0;
  }

  private static @Nullable String decode(String raw, int firstPercent) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
    bytes.writeBytes(raw.substring(0, firstPercent).getBytes(StandardCharsets.UTF_8));
    int at = firstPercent;
    while (at < raw.length()) {
      if (raw.charAt(at) == '%') {
        if (at + 2 >= raw.length()
            || !HexFormat.isHexDigit(raw.charAt(at + 1))
            || !HexFormat.isHexDigit(raw.charAt(at + 2))) {
          return null;
        }
        int value = HexFormat.fromHexDigits(raw, at + 1, at + 3);
        if ("/\\;%".indexOf(value) >= 0) {
          // A character with a meaning in paths must not be encoded.
          return null;
        }
        bytes.write(value);
        at += 3;
      } else {
        int next = raw.indexOf('%', at);
        int end = next < 0 ? raw.length() : next;
        bytes.writeBytes(raw.substring(at, end).getBytes(StandardCharsets.UTF_8));
        at = end;
      }
    }
    try {
      String decoded =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.toByteArray()))
              .toString();
      return isCanonical(decoded) ? decoded : null;
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /**
   * Whether a path is empty or starts with a slash, and has no refused character, no half of a
   * surrogate pair, no empty segment and no dot segment.
   */
  static boolean isCanonical(String path) {
    int length = path.length();
    if (length > 0 && path.charAt(0) != '/') {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = path.charAt(i);
      if (isRefused(c)) {
        return false;
      }
      if (Character.isSurrogate(c) && !isHalfOfPair(path, i)) {
        // It cannot be encoded, and becomes another character when someone tries.
        return false;
      }
      if (c == '/' && startsBadSegment(path, i + 1)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHalfOfPair(String path, int at) {
    return Character.isHighSurrogate(path.charAt(at))
        ? at + 1 < path.length() && Character.isLowSurrogate(path.charAt(at + 1))
        : at > 0 && Character.isHighSurrogate(path.charAt(at - 1));
  }

  /** Whether a dot segment starts here, or an empty segment that is not the last. */
  private static boolean startsBadSegment(String path, int start) {
    if (start == path.length()) {
      return false;
    }
    char first = path.charAt(start);
    if (first == '/') {
      return true;
    }
    if (first != '.') {
      return false;
    }
    int end = path.startsWith("..", start) ? start + 2 : start + 1;
    return end == path.length() || path.charAt(end) == '/';
  }

  /**
   * Whether no path may hold a character, plain or encoded. The full-width forms of {@code / \ . ;
   * %} are refused too, because a conversion to an older character set turns them into plain ones.
   * Other characters whose compatibility form holds one of these (U+2024, U+2100) are accepted.
   */
  static boolean isRefused(char c) {
    return c == '\\' || c == ';' || c == '\uFFFD' || isControl(c) || isFullWidth(c);
  }

  private static boolean isFullWidth(char c) {
    return c >= '\uFF05' && "\uFF0F\uFF3C\uFF0E\uFF1B\uFF05".indexOf(c) >= 0;
  }

  /** C0, DEL, C1, and Unicode's line and paragraph separators. */
  private static boolean isControl(char c) {
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == '\u2028' || c == '\u2029';
  }
}
