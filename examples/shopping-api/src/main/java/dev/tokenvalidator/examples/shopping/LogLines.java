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
 * Prints the log between the steps of the walk-through, so that each line stands beside the request
 * that caused it. It shows every line of the library, and the container's failures only.
 */
final class LogLines extends Handler {

  private final PrintStream out;

  private LogLines(PrintStream out) {
    this.out = out;
    setFormatter(new SimpleFormatter());
  }

  /** Sends the whole log to this stream, and nowhere else. */
  static void to(PrintStream out) {
    LogManager.getLogManager().reset();
    Logger root = Logger.getLogger("");
    root.setLevel(Level.INFO);
    root.addHandler(new LogLines(out));
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
    // The caller closes its stream.
  }
}
