package dev.tokenvalidator.internal.issuer;

/** Makes daemon threads that inherit nothing from the thread that makes them. */
public final class DetachedThread {

  private DetachedThread() {}

  /**
   * Makes a daemon thread. It inherits no thread-locals, and its context class loader is ours: if
   * several applications share these classes, the thread may outlive the application that called.
   */
  public static Thread of(Runnable task, String name) {
    Thread thread = new Thread(null, task, name, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(DetachedThread.class.getClassLoader());
    return thread;
  }
}
