package dev.tokenvalidator.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What containers make of a raw URI, as leniently as any of them has ever been. */
enum ContainerView {
  /** Takes parameters off, decodes, then cleans up. */
  DECODES_FIRST {
    @Override
    @Nullable String of(String raw) {
      return cleaned(decoded(raw.replaceAll(";[^/]*", "")));
    }
  },

  /** Cleans up, and decodes what is left. */
  DECODES_LAST {
    @Override
    @Nullable String of(String raw) {
      String clean = cleaned(raw);
      return clean == null ? null : decoded(clean.replaceAll(";[^/]*", ""));
    }
  },

  /** Decodes, and takes off what has become a parameter by that. */
  DECODES_BEFORE_PARAMETERS {
    @Override
    @Nullable String of(String raw) {
      return cleaned(decoded(raw).replaceAll(";[^/]*", ""));
    }
  },

  /** Decodes twice. */
  DECODES_TWICE {
    @Override
    @Nullable String of(String raw) {
      return cleaned(decoded(decoded(raw)));
    }
  },

  /** Believes that a backslash is a slash. */
  TURNS_BACKSLASHES {
    @Override
    @Nullable String of(String raw) {
      return cleaned(decoded(raw).replace('\\', '/'));
    }
  },

  /** Decodes and cleans up nothing. */
  ONLY_DECODES {
    @Override
    String of(String raw) {
      return decoded(raw);
    }
  },

  /** Does nothing at all. */
  RAW {
    @Override
    String of(String raw) {
      return raw;
    }
  };

  private static final Pattern PERCENT = Pattern.compile("%([0-9A-Fa-f]{2})");

  /** Null where even this container would refuse. */
  abstract @Nullable String of(String raw);

  /** Leniently: what cannot be decoded stays, and broken UTF-8 is replaced. */
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

  private static @Nullable String cleaned(String path) {
    try {
      return new URI(null, null, path.replaceAll("/+", "/"), null).normalize().getPath();
    } catch (URISyntaxException e) {
      return null;
    }
  }
}
