package dev.tokenvalidator.internal.text;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * The library's log. Writing to it never throws: a failing log handler of the application must
 * neither change how a request is answered nor end the thread that fetches keys.
 */
public final class Log {

  private static final Logger LOG = System.getLogger("dev.tokenvalidator");

  private Log() {}

  /** Whether lines of a level are logged; false if the logger itself fails. */
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

  /** Writes one line, and what was thrown, if anything was. */
  public static void write(Level level, String line, @Nullable Throwable thrown) {
    try {
      LOG.log(level, line, thrown);
    } catch (Throwable e) {
      // The failure could only be reported to the log that failed.
    }
  }
}
