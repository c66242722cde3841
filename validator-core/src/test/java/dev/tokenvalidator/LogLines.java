package dev.tokenvalidator;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Captures all log lines of the library, at every level, until closed. */
final class LogLines extends Handler implements AutoCloseable {

  private final Logger logger = Logger.getLogger("dev.tokenvalidator");
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();

  LogLines() {
    logger.setLevel(Level.ALL);
    logger.setUseParentHandlers(false);
    logger.addHandler(this);
  }

  /** Level and text of each line. */
  List<String> all() {
    return records.stream().map(line -> line.getLevel() + " " + line.getMessage()).toList();
  }

  /** The lines that contain a text. */
  List<String> with(String text) {
    return all().stream().filter(line -> line.contains(text)).toList();
  }

  /** The lines of one level, each with the stack trace behind it. */
  List<String> of(Level level) {
    return records.stream()
        .filter(line -> line.getLevel().equals(level))
        .map(LogLines::withTrace)
        .toList();
  }

  private static String withTrace(LogRecord line) {
    StringWriter text = new StringWriter().append(line.getMessage());
    if (line.getThrown() != null) {
      text.append('\n');
      line.getThrown().printStackTrace(new PrintWriter(text, true));
    }
    return text.toString();
  }

  @Override
  public void publish(LogRecord line) {
    records.add(line);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setLevel(null);
    logger.setUseParentHandlers(true);
  }
}
