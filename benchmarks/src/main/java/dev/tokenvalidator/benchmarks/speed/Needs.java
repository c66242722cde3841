package dev.tokenvalidator.benchmarks.speed;

import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;

/** Finds out what has to be measured, by being asked for it. */
final class Needs implements Figures {

  private final Set<Cell> cells = new TreeSet<>(Cell.ORDER);
  private final Set<Probe> probes = EnumSet.noneOf(Probe.class);

  @Override
  public Sample sample(Cell cell) {
    cells.add(cell);
    return Sample.MISSING;
  }

  @Override
  public double probe(Probe probe) {
    probes.add(probe);
    return Double.NaN;
  }

  void ask(Goal goal) {
    double nothingYet = goal.figure().applyAsDouble(this);
    if (!Double.isNaN(nothingYet)) {
      throw new IllegalStateException(goal.measure() + " needs no measurement");
    }
  }

  Set<Cell> cells() {
    return cells;
  }

  Set<Probe> probes() {
    return probes;
  }
}
