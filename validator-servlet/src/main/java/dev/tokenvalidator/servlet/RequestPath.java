package dev.tokenvalidator.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The path of a request below the context, decoded; only if it is canonical.
 *
 * <p>A container dispatches on its own, decoded view of the path, while the routers of many
 * frameworks read the raw request URI, and the two disagree about dot segments, path parameters and
 * encoded slashes. So a request counts only where both views say the same and neither needs any
 * cleaning; then a rule means the same to everybody behind us.
 *
 * @param path servlet path and path info; {@code /} at least
 * @param welcomeFile where the container answers for a directory with one of its files, the path of
 *     that file
 */
record RequestPath(String path, @Nullable String welcomeFile) {

  /** Reads it; null where it is not canonical or cannot be read. */
  static @Nullable RequestPath of(HttpServletRequest request) {
    try {
      return read(request);
    } catch (RuntimeException e) {
      // Jetty's relaxed modes refuse to name an ambiguous path: what cannot be named is not
      // canonical.
      return null;
    }
  }

  private static @Nullable RequestPath read(HttpServletRequest request) {
    String uri = decode(request.getRequestURI());
    String context = decode(request.getContextPath());
    String servletPath = request.getServletPath();
    String pathInfo = request.getPathInfo();
    if (uri == null || context == null || !uri.startsWith(context)) {
      return null;
    }
    String target = pathInfo == null ? servletPath : servletPath + pathInfo;
    String path = context.isEmpty() ? uri : uri.substring(context.length());
    if (path.equals(target)) {
      return new RequestPath(path.isEmpty() ? "/" : path, null);
    }
    return isWelcomeFile(path, target) ? new RequestPath(path, target) : null;
  }

  /**
   * Tomcat shows the file it found for a directory as the servlet path, whichever servlet it is
   * for.
   */
  private static boolean isWelcomeFile(String path, String target) {
    return path.endsWith("/")
        && target.startsWith(path)
        && target.indexOf('/', path.length()) < 0
        && isCanonical(target);
  }

  /** Decodes a raw path strictly; null where it is not canonical. Empty stays empty. */
  static @Nullable String decode(String raw) {
    if (!isCanonical(raw)) {
      return null;
    }
    int percent = raw.indexOf('%');
    return percent < 0 ? raw : decode(raw, percent);
  }

  private static @Nullable String decode(String raw, int firstPercent) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
    bytes.writeBytes(raw.substring(0, firstPercent).getBytes(StandardCharsets.UTF_8));
    int at = firstPercent;
    while (at < raw.length()) {
      if (raw.charAt(at) == '%') {
        if (at + 2 >= raw.length()) {
          return null;
        }
        // Throws for what is not two hexadecimal digits of ASCII.
        int value = HexFormat.fromHexDigits(raw, at + 1, at + 3);
        if ("/\\;%".indexOf(value) >= 0) {
          // A character that means something in a path has one spelling, the plain one.
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

  /** No backslash, parameter, control character, empty or dot segment; empty or from the root. */
  private static boolean isCanonical(String path) {
    int length = path.length();
    if (length > 0 && path.charAt(0) != '/') {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = path.charAt(i);
      if (c == '\\' || c == ';' || c == '\uFFFD' || isControl(c)) {
        return false;
      }
      if (c == '/' && startsBadSegment(path, i + 1)) {
        return false;
      }
    }
    return true;
  }

  /** Whether an empty segment (but the last one) or a dot segment starts here. */
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

  /** C0, DEL, C1, and Unicode's line and paragraph separators. */
  static boolean isControl(char c) {
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == '\u2028' || c == '\u2029';
  }
}
