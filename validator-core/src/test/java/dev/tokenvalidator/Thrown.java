package dev.tokenvalidator;

/** Throws checked exceptions that no method declares, as code in other languages can. */
final class Thrown {

  private Thrown() {}

  /** Throws the given throwable, checked or not, and never returns. */
  static RuntimeException raise(Throwable thrown) {
    Thrown.<RuntimeException>uncheck(thrown);
    return new IllegalStateException(thrown);
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void uncheck(Throwable thrown) throws E {
    throw (E) thrown;
  }

  /** An exception whose own methods throw as well. */
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
