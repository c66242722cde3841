package dev.tokenvalidator.internal.issuer;

/** Threads that have nothing of the application whose request starts them. */
final class OwnThread {

  private OwnThread() {}

  /**
   * Makes a daemon thread. It inherits no thread-locals, and its class loader is ours: where
   * several applications share these classes, it may outlive the one that has called.
   */
  static Thread of(Runnable task, String name) {
    Thread thread = new Thread(null, task, name, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(OwnThread.class.getClassLoader());
    return thread;
  }
}
