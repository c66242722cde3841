package dev.tokenvalidator.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How containers read a raw URI, at their most lenient. */
enum ContainerView {
  /** Removes parameters, decodes, then normalizes. */
  DECODES_FIRST {
    @Override
    @Nullable String of(String raw) {
      return normalized(decoded(raw.replaceAll(";[^/]*", "")));
    }
  },

  /** Normalizes, then decodes. */
  DECODES_LAST {
    @Override
    @Nullable String of(String raw) {
      String clean = normalized(raw);
      return clean == null ? null : decoded(clean.replaceAll(";[^/]*", ""));
    }
  },

  /** Decodes, then removes parameters. */
  DECODES_BEFORE_PARAMETERS {
    @Override
    @Nullable String of(String raw) {
      return normalized(decoded(raw).replaceAll(";[^/]*", ""));
    }
  },

  /** Decodes twice. */
  DECODES_TWICE {
    @Override
    @Nullable String of(String raw) {
      return normalized(decoded(decoded(raw)));
    }
  },

  /** Reads a backslash as a slash. */
  TURNS_BACKSLASHES {
    @Override
    @Nullable String of(String raw) {
      return normalized(decoded(raw).replace('\\', '/'));
    }
  },

  /** Decodes without normalizing. */
  ONLY_DECODES {
    @Override
    String of(String raw) {
      return decoded(raw);
    }
  },

  /** Changes nothing. */
  RAW {
    @Override
    String of(String raw) {
      return raw;
    }
  };

  private static final Pattern PERCENT = Pattern.compile("%([0-9A-Fa-f]{2})");

  /** The path, or null if this container would refuse it. */
  abstract @Nullable String of(String raw);

  /** Decodes leniently: keeps malformed escapes and replaces malformed UTF-8. */
  private static String decoded(String raw) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Matcher percent = PERCENT.matcher(raw);
    int at = 0;
    while (percent.find()) {
      bytes.writeBytes(raw.substring(at, percent.start()).getBytes(UTF_8));
      bytes.write(Integer.parseInt(percent.group(1), 16));
      at = percent.end();
    }
    bytes.writeBytes(raw.substring(at).getBytes(UTF_8));
    return bytes.toString(UTF_8);
  }

  private static @Nullable String normalized(String path) {
    try {
      return new URI(null, null, path.replaceAll("/+", "/"), null).normalize().getPath();
    } catch (URISyntaxException e) {
      return null;
    }
  }
}
