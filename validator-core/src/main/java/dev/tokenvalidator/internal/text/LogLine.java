package dev.tokenvalidator.internal.text;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One line for the log: a fixed text, and behind it {@code key=value} pairs. A value that is not
 * one of our own words is in quotes, and nothing in it can end the quotes or the line.
 */
public final class LogLine {

  private final StringBuilder line;

  private LogLine(String event) {
    line = new StringBuilder(event);
  }

  /**
   * Starts a line.
   *
   * @param event the fixed text; empty to begin with the first pair
   */
  public static LogLine of(String event) {
    return new LogLine(event);
  }

  /** Adds a word, number or address of our own or of the settings; quoted if it needs to be. */
  public LogLine with(String key, Object value) {
    String text = value.toString();
    boolean isWord = !text.isEmpty() && text.chars().allMatch(LogLine::isOfAWord);
    return append(key, isWord ? text : quoted(text));
  }

  /** Adds a text in quotes. */
  public LogLine text(String key, String text) {
    return append(key, quoted(text));
  }

  /** Adds a text in quotes if there is one. */
  public LogLine text(String key, Optional<String> text) {
    return text.isPresent() ? text(key, text.get()) : this;
  }

  /** Adds a list of texts, each in quotes. */
  public LogLine texts(String key, Collection<String> texts) {
    return append(
        key, texts.stream().map(LogLine::quoted).collect(Collectors.joining(",", "[", "]")));
  }

  /** Adds a time: in seconds from ten seconds on, below in milliseconds. */
  public LogLine time(String key, Duration time) {
    long millis = time.toMillis();
    if (millis >= 10_000) {
      return append(key, (millis + 500) / 1_000 + "s");
    }
    long tenths = time.toNanos() / 100_000;
    return append(key, millis >= 100 ? millis + "ms" : tenths / 10 + "." + tenths % 10 + "ms");
  }

  /** Adds a time if there is one. */
  public LogLine time(String key, Optional<Duration> time) {
    return time.isPresent() ? time(key, time.get()) : this;
  }

  private LogLine append(String key, String value) {
    line.append(line.isEmpty() ? "" : " ").append(key).append('=').append(value);
    return this;
  }

  private static boolean isOfAWord(int c) {
    return c > ' ' && c < 0x7f && c != '"' && c != '=';
  }

  /**
   * Text that is quoted already keeps its quotes. Other quotes become apostrophes: those of text
   * from outside were escaped before, so the ones here are our own.
   */
  private static String quoted(String text) {
    int last = text.length() - 1;
    boolean isQuoted = last > 0 && text.charAt(0) == '"' && text.indexOf('"', 1) == last;
    String inner = isQuoted ? text.substring(1, last) : text;
    StringBuilder quoted = new StringBuilder(inner.length() + 2).append('"');
    for (int i = 0; i < inner.length(); i++) {
      char c = inner.charAt(i);
      if (c == '"') {
        quoted.append('\'');
      } else if (c < ' ' || c > '~') {
        quoted.append("\\u%04x".formatted((int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  /** The whole line. */
  @Override
  public String toString() {
    return line.toString();
  }
}
