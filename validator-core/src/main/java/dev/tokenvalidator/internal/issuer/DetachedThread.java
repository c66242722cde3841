package dev.tokenvalidator.internal.issuer;

/** Makes daemon threads that inherit nothing from the thread that starts them. */
final class DetachedThread {

  private DetachedThread() {}

  /**
   * Makes a daemon thread. It inherits no thread-locals, and its class loader is ours: where
   * several applications share these classes, it may outlive the one that has called.
   */
  static Thread of(Runnable task, String name) {
    Thread thread = new Thread(null, task, name, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(DetachedThread.class.getClassLoader());
    return thread;
  }
}
