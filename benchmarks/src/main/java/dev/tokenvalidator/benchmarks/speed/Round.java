package dev.tokenvalidator.benchmarks.speed;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** What was measured one after the other, and so may be divided by one another. */
final class Round implements Figures {

  private final Map<Cell, Sample> samples = new HashMap<>();
  private final Map<Probe, Double> probes = new EnumMap<>(Probe.class);

  void put(Cell cell, Sample sample) {
    samples.put(cell, sample);
  }

  void putAll(Map<Probe, Double> found) {
    probes.putAll(found);
  }

  @Override
  public Sample sample(Cell cell) {
    return samples.getOrDefault(cell, Sample.MISSING);
  }

  @Override
  public double probe(Probe probe) {
    return probes.getOrDefault(probe, Double.NaN);
  }
}
