package dev.tokenvalidator.benchmarks;

/** A second thread that does one thing over and over. */
final class Neighbour {

  private static final int PATIENCE_MILLIS = 10_000;

  private volatile boolean over;

  private Neighbour() {}

  /** Works on a thread of its own until the calling thread is done with what it does meanwhile. */
  static void during(Runnable meanwhile, Runnable work) {
    Neighbour neighbour = new Neighbour();
    Thread thread =
        new Thread(
            () -> {
              while (!neighbour.over) {
                work.run();
              }
            },
            "neighbour");
    thread.setDaemon(true);
    thread.start();
    try {
      meanwhile.run();
    } finally {
      neighbour.over = true;
    }
    try {
      thread.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
