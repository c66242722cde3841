package dev.tokenvalidator.servlet;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Records everything that the library logs, at every level, until it is closed. */
public final class LogLines extends Handler implements AutoCloseable {

  private final Logger logger = Logger.getLogger("dev.tokenvalidator");
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();

  public LogLines() {
    logger.setLevel(Level.ALL);
    logger.setUseParentHandlers(false);
    logger.addHandler(this);
  }

  /** All lines, with their stack traces. */
  public List<String> all() {
    return records.stream().map(LogLines::text).toList();
  }

  /** The lines that a default configuration shows: INFO and above. */
  public List<String> visibleByDefault() {
    return records.stream()
        .filter(line -> line.getLevel().intValue() >= Level.INFO.intValue())
        .map(LogLines::text)
        .toList();
  }

  public void forget() {
    records.clear();
  }

  private static String text(LogRecord line) {
    StringWriter text = new StringWriter().append(line.getMessage());
    if (line.getThrown() != null) {
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
