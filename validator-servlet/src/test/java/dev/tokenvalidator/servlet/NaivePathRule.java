package dev.tokenvalidator.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A second, naive and slow implementation of the path rule, for comparison in fuzz tests. */
final class NaivePathRule {

  private static final Pattern PARAMETER = Pattern.compile("([^=]+)=[A-Za-z0-9._~-]*");
  private static final Pattern PERCENT = Pattern.compile("%([0-9A-Fa-f]{2})");

  private NaivePathRule() {}

  /** The path below the context, or null for 400. */
  static @Nullable String path(
      String raw,
      String rawContext,
      String servletPath,
      @Nullable String pathInfo,
      Set<String> parameters) {
    String uri = decode(raw, parameters);
    String context = decode(rawContext, parameters);
    if (uri == null || context == null) {
      return null;
    }
    String container = servletPath + (pathInfo == null ? "" : pathInfo);
    for (String path : List.of(container, container.replaceFirst("[^/]*\\z", ""))) {
      boolean plain = path.isEmpty() || decode(path.replace("%", "%25"), true, Set.of()) != null;
      boolean file = !path.equals(container);
      if (plain
          && uri.equals(context + path)
          && (!file || decode(container.replace("%", "%25"), true, Set.of()) != null)) {
        return path.isEmpty() ? "/" : path;
      }
    }
    return null;
  }

  private static @Nullable String decode(String raw, Set<String> parameters) {
    return raw.contains("?") || raw.contains("#") ? null : decode(raw, false, parameters);
  }

  private static @Nullable String decode(
      String raw, boolean mayHoldPercent, Set<String> parameters) {
    if (raw.isEmpty()) {
      return "";
    }
    String[] parts = raw.split("/", -1);
    if (!parts[0].isEmpty()) {
      return null;
    }
    List<String> segments = new ArrayList<>();
    for (int i = 1; i < parts.length; i++) {
      String[] words = parts[i].split(";", -1);
      for (int w = 1; w < words.length; w++) {
        Matcher parameter = PARAMETER.matcher(words[w]);
        if (!parameter.matches() || !parameters.contains(parameter.group(1))) {
          return null;
        }
      }
      String segment = decodeSegment(words[0]);
      boolean last = i == parts.length - 1;
      if (segment == null
          || (segment.isEmpty() && !last)
          || segment.equals(".")
          || segment.equals("..")
          || (segment.contains("%") && !mayHoldPercent)
          || segment.chars().anyMatch(NaivePathRule::isNeverInAPath)) {
        return null;
      }
      segments.add(segment);
    }
    return "/" + String.join("/", segments);
  }

  /** Decodes strictly: encoding the result must give the same bytes. */
  private static @Nullable String decodeSegment(String raw) {
    if (PERCENT.matcher(raw).replaceAll("").contains("%")) {
      return null;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Matcher percent = PERCENT.matcher(raw);
    int at = 0;
    while (percent.find()) {
      bytes.writeBytes(raw.substring(at, percent.start()).getBytes(UTF_8));
      bytes.write(Integer.parseInt(percent.group(1), 16));
      at = percent.end();
    }
    bytes.writeBytes(raw.substring(at).getBytes(UTF_8));
    String decoded = bytes.toString(UTF_8);
    boolean paired = raw.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF);
    return paired && Arrays.equals(decoded.getBytes(UTF_8), bytes.toByteArray()) ? decoded : null;
  }

  private static boolean isNeverInAPath(int c) {
    return "/\\;\uFF0F\uFF3C\uFF0E\uFF1B\uFF05\uFFFD\u2028\u2029".indexOf(c) >= 0
        || Character.isISOControl(c);
  }
}
