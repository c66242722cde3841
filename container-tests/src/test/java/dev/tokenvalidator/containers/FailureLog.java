package dev.tokenvalidator.containers;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Records the exceptions that a container logs instead of throwing them, and prints none. */
final class FailureLog extends Handler implements AutoCloseable {

  private final Logger logger;
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();

  FailureLog(String name) {
    logger = Logger.getLogger(name);
    logger.setLevel(Level.SEVERE);
    logger.setUseParentHandlers(false);
    logger.addHandler(this);
  }

  List<Throwable> failures() {
    return failures;
  }

  @Override
  public void publish(LogRecord line) {
    if (line.getThrown() != null) {
      failures.add(line.getThrown());
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
    logger.setLevel(null);
  }
}
