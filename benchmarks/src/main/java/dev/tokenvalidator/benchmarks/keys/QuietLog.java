package dev.tokenvalidator.benchmarks.keys;

import java.util.logging.Logger;

/** Keeps the validator's log off the console. Log lines are still composed and counted. */
public final class QuietLog {

  // The registry of loggers holds them weakly.
  private static final Logger LOGGER = Logger.getLogger("dev.tokenvalidator");

  private QuietLog() {}

  /** From now on. */
  public static void begin() {
    LOGGER.setUseParentHandlers(false);
  }
}
