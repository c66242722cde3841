package dev.tokenvalidator;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** All that the library logs, at every level, until it is closed. */
final class LogLines extends Handler {

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

  /** The lines that hold a text. */
  List<String> with(String text) {
    return all().stream().filter(line -> line.contains(text)).toList();
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
