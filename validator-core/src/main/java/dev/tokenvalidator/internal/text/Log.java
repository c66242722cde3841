package dev.tokenvalidator.internal.text;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * The library's log. Writing to it never throws: a handler of the application's that fails must not
 * change what becomes of a request, or end the thread that fetches keys.
 */
public final class Log {

  private static final Logger LOG = System.getLogger("dev.tokenvalidator");

  private Log() {}

  /** Whether lines of a level are wanted; no, where that cannot be told. */
  public static boolean isLoggable(Level level) {
    try {
      return LOG.isLoggable(level);
    } catch (Throwable e) {
      return false;
    }
  }

  /** Writes one line. */
  public static void write(Level level, String line) {
    write(level, line, null);
  }

  /** Writes one line, and what was thrown where something was. */
  public static void write(Level level, String line, @Nullable Throwable thrown) {
    try {
      LOG.log(level, line, thrown);
    } catch (Throwable e) {
      // The log is where this would be said.
    }
  }
}
