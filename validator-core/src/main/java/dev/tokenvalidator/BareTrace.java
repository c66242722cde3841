package dev.tokenvalidator;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What was thrown, as the log may show it: the classes and where they were thrown, without a word
 * of their messages. A parser quotes what it could not read, and that may be a piece of a token.
 */
final class BareTrace extends Throwable {

  private static final long serialVersionUID = 1L;

  private static final int MAX_FRAMES = 32;
  private static final int MAX_CAUSES = 8;

  private final String className;

  private BareTrace(String className, StackTraceElement[] frames, @Nullable BareTrace cause) {
    super(null, cause, false, true);
    this.className = className;
    setStackTrace(Arrays.copyOf(frames, Math.min(frames.length, MAX_FRAMES)));
  }

  /** Never throws, whatever the class of the throwable makes of its methods. */
  static BareTrace of(Throwable thrown) {
    return of(thrown, MAX_CAUSES);
  }

  private static BareTrace of(Throwable thrown, int causes) {
    String className = thrown.getClass().getName();
    try {
      Throwable cause = thrown.getCause();
      return new BareTrace(
          className,
          thrown.getStackTrace(),
          cause == null || causes == 0 ? null : of(cause, causes - 1));
    } catch (Throwable e) {
      return new BareTrace(className, new StackTraceElement[0], null);
    }
  }

  /** Where it was thrown; empty where that is not known. */
  String firstFrame() {
    StackTraceElement[] frames = getStackTrace();
    return frames.length == 0 ? "" : frames[0].toString();
  }

  /** The name of the class that was thrown, and not of this one, which stands for it. */
  @SuppressWarnings("OverrideThrowableToString")
  @Override
  public String toString() {
    return className;
  }
}
