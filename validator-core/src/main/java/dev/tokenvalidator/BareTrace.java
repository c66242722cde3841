package dev.tokenvalidator;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A throwable as the log may show it: classes and stack traces, without messages. A parser's
 * message quotes what it could not read, which may be a piece of a token.
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

  /** Never throws, even if the throwable overrides its methods badly. */
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

  /** Where it was thrown; empty if that is unknown. */
  String firstFrame() {
    StackTraceElement[] frames = getStackTrace();
    return frames.length == 0 ? "" : frames[0].toString();
  }

  /** The name of the class that was thrown. */
  @SuppressWarnings("OverrideThrowableToString")
  @Override
  public String toString() {
    return className;
  }
}
