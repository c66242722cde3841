package dev.tokenvalidator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

/** The live threads of this process, by name. */
final class Threads {

  private static final Duration MAX_WAIT = Duration.ofSeconds(20);

  private Threads() {}

  static List<Thread> named(String pattern) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().matches(pattern))
        .toList();
  }

  /** Waits until all of them have ended, and fails if one does not. */
  static void assertEnd(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join(MAX_WAIT.toMillis());
      assertThat(thread.isAlive()).as(thread.getName()).isFalse();
    }
  }
}
