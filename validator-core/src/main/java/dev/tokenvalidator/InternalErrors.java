package dev.tokenvalidator;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the refusals for {@link Reason#INTERNAL_ERROR}. Only tests read the count: they fail if it
 * grew unexpectedly.
 */
final class InternalErrors {

  private static final AtomicLong COUNT = new AtomicLong();

  /** Where the last one was thrown. Not the message, which may hold a piece of a token. */
  private static volatile String last = "";

  private InternalErrors() {}

  static void count(Optional<Throwable> cause) {
    last = cause.map(InternalErrors::where).orElse("unknown");
    COUNT.incrementAndGet();
  }

  /** How many there were, in this class loader. */
  static long count() {
    return COUNT.get();
  }

  /** The class and the place of the last one. */
  static String last() {
    return last;
  }

  private static String where(Throwable thrown) {
    return thrown.getClass().getName() + " at " + BareTrace.of(thrown).firstFrame();
  }
}
