package dev.tokenvalidator.rest;

/** Finds out whether a class is there that this module works without. */
final class OptionalClass {

  private OptionalClass() {}

  /** Whether this module or the application can load a class. Does not initialize it. */
  static boolean isPresent(String name) {
    return isPresent(name, OptionalClass.class.getClassLoader());
  }

  /** Whether the class is there for this module or for the application. */
  static boolean isPresentAnywhere(String name) {
    return isPresent(name) || isPresent(name, Thread.currentThread().getContextClassLoader());
  }

  private static boolean isPresent(
      String name, @org.jspecify.annotations.Nullable ClassLoader loader) {
    try {
      Class.forName(name, false, loader);
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }
}
