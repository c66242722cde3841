package dev.tokenvalidator.servlet;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** The threads that run requests. Virtual threads came with Java 21 (JEP 444). */
enum ThreadKind {
  PLATFORM {
    @Override
    @Nullable ExecutorService executor() {
      return null;
    }
  },

  VIRTUAL {
    @Override
    ExecutorService executor() {
      try {
        return (ExecutorService)
            Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  };

  /** Runs requests; null for the threads of the container. */
  abstract @Nullable ExecutorService executor();

  /** The kinds that this Java has. */
  static List<ThreadKind> available() {
    return Runtime.version().feature() < 21 ? List.of(PLATFORM) : Arrays.asList(values());
  }

  /** The kind of the current thread. */
  static ThreadKind current() {
    if (Runtime.version().feature() < 21) {
      return PLATFORM;
    }
    try {
      Object virtual = Thread.class.getMethod("isVirtual").invoke(Thread.currentThread());
      return Boolean.TRUE.equals(virtual) ? VIRTUAL : PLATFORM;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
