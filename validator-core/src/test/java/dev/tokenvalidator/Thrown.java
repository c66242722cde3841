package dev.tokenvalidator;

/** Throws what a signature forbids, as code that was not written in Java may. */
final class Thrown {

  private Thrown() {}

  /** Throws it as it is, checked or not, and returns nothing. */
  static RuntimeException raise(Throwable thrown) {
    Thrown.<RuntimeException>uncheck(thrown);
    return new IllegalStateException(thrown);
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void uncheck(Throwable thrown) throws E {
    throw (E) thrown;
  }

  /** Throws from each of its methods, too. */
  static final class Hostile extends RuntimeException {

    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("getMessage");
    }

    @Override
    public String toString() {
      throw new AssertionError("toString");
    }

    @Override
    public synchronized Throwable getCause() {
      throw new IllegalStateException("getCause");
    }

    @Override
    public StackTraceElement[] getStackTrace() {
      throw new IllegalStateException("getStackTrace");
    }
  }
}
