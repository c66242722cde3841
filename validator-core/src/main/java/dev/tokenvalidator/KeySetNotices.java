package dev.tokenvalidator;

import dev.tokenvalidator.internal.issuer.EventMailbox;
import dev.tokenvalidator.keys.KeySetEvent;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the events of an issuer's keys to the log, and then to the application's listener on
 * another thread, so that a listener that blocks delays no log line. Safe for use by several
 * threads.
 */
final class KeySetNotices implements AutoCloseable {

  private final Reporter reporter;
  private final EventMailbox log;
  private final @Nullable EventMailbox listener;

  KeySetNotices(String issuer, Reporter reporter) {
    this.reporter = reporter;
    listener = reporter.hasListeners() ? new EventMailbox(issuer, reporter::tell) : null;
    log = new EventMailbox(issuer, this::logAndPassOn);
  }

  private void logAndPassOn(KeySetEvent event) {
    reporter.log(event);
    if (listener != null) {
      listener.keySetChanged(event);
    }
  }

  void keySetChanged(KeySetEvent event) {
    log.keySetChanged(event);
  }

  @Override
  public void close() {
    log.close();
    if (listener != null) {
      listener.close();
    }
  }
}
