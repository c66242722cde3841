package dev.tokenvalidator.spring;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** The log of this module. */
final class SpringLog {

  private static final Logger LOGGER = System.getLogger("dev.tokenvalidator.spring");

  private SpringLog() {}

  static void log(Level level, String message) {
    try {
      LOGGER.log(level, message);
    } catch (Throwable e) {
      // There is no other place to report this.
    }
  }
}
