package dev.tokenvalidator.boot;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Records what the library logs, and the failures that Tomcat logs, until it is closed. */
final class Log extends Handler implements AutoCloseable {

  private final Logger ours = Logger.getLogger("dev.tokenvalidator");
  private final Logger tomcats = Logger.getLogger("org.apache.catalina.core");
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();

  Log() {
    ours.setLevel(Level.INFO);
    ours.addHandler(this);
    tomcats.setLevel(Level.SEVERE);
    tomcats.addHandler(this);
  }

  /** The lines, with table columns two spaces apart. */
  List<String> lines() {
    return lines;
  }

  List<Throwable> failures() {
    return failures;
  }

  @Override
  public void publish(LogRecord line) {
    line.getMessage()
        .lines()
        .map(text -> text.strip().replaceAll(" {2,}", "  "))
        .forEach(lines::add);
    if (line.getThrown() != null) {
      failures.add(line.getThrown());
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    ours.removeHandler(this);
    ours.setLevel(null);
    tomcats.removeHandler(this);
    tomcats.setLevel(null);
  }
}
