package dev.tokenvalidator.servlet;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Writes to the log of the filter. A failing log handler never stops a start or a request. */
final class FilterLog {

  private static final Logger LOG = System.getLogger(FilterNames.BEARER_TOKEN_FILTER);

  private FilterLog() {}

  static void log(Level level, String text) {
    try {
      LOG.log(level, text);
    } catch (Throwable e) {
      // There is no other place to report this.
    }
  }
}
