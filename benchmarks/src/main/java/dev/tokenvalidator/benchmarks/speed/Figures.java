package dev.tokenvalidator.benchmarks.speed;

/** What one round has measured. */
interface Figures {

  Sample sample(Cell cell);

  double probe(Probe probe);

  default double cpu(Cell cell) {
    return sample(cell).cpuNanos();
  }

  default double bytes(Cell cell) {
    return sample(cell).bytes();
  }
}
