package dev.tokenvalidator.guard;

import java.lang.reflect.Method;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/**
 * Fails a test during which the validator or the filter refused something for {@code
 * INTERNAL_ERROR}, unless the test {@linkplain ProvokesInternalError provokes} that: the 503 is a
 * net, and what falls into it is a fault. JUnit finds this extension by itself.
 *
 * <p>It knows the validator by name only, since it is on the class path while core's tests run
 * inside core's module.
 */
public final class InternalErrorGuard
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

  private static final String COUNTER = "dev.tokenvalidator.InternalErrors";

  /** All of them before a test. */
  private static final String BEFORE_TEST = "before the test";

  /** Those before a class that are not accounted for. */
  private static final String BEFORE_CLASS = "before the class";

  /** Those that were meant, or have made a test fail already. */
  private static final AtomicLong ACCOUNTED = new AtomicLong();

  @Override
  public void beforeAll(ExtensionContext context) {
    store(context).put(BEFORE_CLASS, count() - ACCOUNTED.get());
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    store(context).put(BEFORE_TEST, count());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    long met = count() - kept(BEFORE_TEST, context);
    ACCOUNTED.addAndGet(met);
    boolean isMeant =
        context
            .getTestMethod()
            .filter(method -> method.isAnnotationPresent(ProvokesInternalError.class))
            .isPresent();
    if (isMeant && met == 0 && context.getExecutionException().isEmpty()) {
      throw new AssertionError("the test is to provoke an internal error and provokes none");
    }
    if (!isMeant && met > 0) {
      throw new AssertionError(said(met));
    }
  }

  /** What was met while a class was set up, or by a thread that outlived its test. */
  @Override
  public void afterAll(ExtensionContext context) {
    long unaccounted = count() - ACCOUNTED.get();
    long met = unaccounted - kept(BEFORE_CLASS, context);
    if (met > 0) {
      throw new AssertionError(said(met));
    }
  }

  private static long count() {
    return (Long) ask("count");
  }

  /** Where nothing can be counted, nothing must pass for good. */
  private static Object ask(String question) {
    try {
      Method method = Class.forName(COUNTER).getDeclaredMethod(question);
      method.setAccessible(true);
      return method.invoke(null);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IllegalStateException("the validator's internal errors cannot be counted", e);
    }
  }

  private static String said(long met) {
    return met + " internal errors of the validator, the last of them " + ask("last");
  }

  private static long kept(String name, ExtensionContext context) {
    return Objects.requireNonNull(store(context).get(name, Long.class));
  }

  private static Store store(ExtensionContext context) {
    return context.getStore(Namespace.create(InternalErrorGuard.class));
  }
}
