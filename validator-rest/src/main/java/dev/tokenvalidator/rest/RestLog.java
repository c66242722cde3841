package dev.tokenvalidator.rest;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Writes to the log of this module. A failing log handler never stops a start or a request. */
final class RestLog {

  private static final Logger LOG = System.getLogger("dev.tokenvalidator.rest");

  private RestLog() {}

  static void log(Level level, String text) {
    try {
      LOG.log(level, text);
    } catch (Throwable e) {
      // There is no other place to report this.
    }
  }

  static void log(Level level, String text, Throwable thrown) {
    try {
      LOG.log(level, text, thrown);
    } catch (Throwable e) {
      // There is no other place to report this.
    }
  }
}
