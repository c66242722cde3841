package dev.tokenvalidator.examples.shopping;

import java.io.PrintStream;
import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Prints what is logged among what is narrated, so that one sees which request made the API say it:
 * all of the library's, and of the container only what makes it fail.
 */
final class LogLines extends Handler {

  private final PrintStream out;

  private LogLines(PrintStream out) {
    this.out = out;
    setFormatter(new SimpleFormatter());
  }

  /** Sends the whole log there, and nowhere else. */
  static void to(PrintStream out) {
    only(new LogLines(out));
  }

  /** Logs nothing: the check provokes on purpose what would be alarming otherwise. */
  static void off() {
    LogManager.getLogManager().reset();
    Logger.getLogger("").setLevel(Level.OFF);
  }

  private static void only(Handler handler) {
    LogManager.getLogManager().reset();
    Logger root = Logger.getLogger("");
    root.setLevel(Level.INFO);
    root.addHandler(handler);
  }

  @Override
  public void publish(LogRecord event) {
    boolean ours = String.valueOf(event.getLoggerName()).startsWith("dev.tokenvalidator");
    if (!ours && event.getLevel().intValue() < Level.SEVERE.intValue()) {
      return;
    }
    String text = event.getLevel() + " " + getFormatter().formatMessage(event);
    text.lines().forEach(line -> out.println(String.format(Locale.ROOT, "   log | %s", line)));
    if (!ours && event.getThrown() != null) {
      out.println("   log | " + event.getThrown());
    }
  }

  @Override
  public void flush() {
    out.flush();
  }

  @Override
  public void close() {
    // The stream is the caller's.
  }
}
