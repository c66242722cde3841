package dev.tokenvalidator.benchmarks.speed;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** CPU time from the start of a JVM to its first validated token: libraries take turns. */
final class StartProbe {

  private static final int STARTS = 9;

  private final ChildJvm jvm;
  private final Path tokens;

  StartProbe(ChildJvm jvm, Path tokens) {
    this.jvm = jvm;
    this.tokens = tokens;
  }

  Map<Probe, Double> measure() throws IOException {
    Map<Probe, List<Double>> found = new EnumMap<>(Probe.class);
    // The first ones read the class path from the disk.
    for (int i = -1; i < STARTS; i++) {
      boolean counts = i >= 0;
      start(found, counts, Probe.START_OURS_RS256, FirstToken.OURS, Algorithm.RS256);
      start(found, counts, Probe.START_NIMBUS_RS256, FirstToken.NIMBUS, Algorithm.RS256);
      start(found, counts, Probe.START_OURS_ES256, FirstToken.OURS, Algorithm.ES256);
      start(found, counts, Probe.START_NIMBUS_ES256, FirstToken.NIMBUS, Algorithm.ES256);
    }
    Map<Probe, Double> medians = new EnumMap<>(Probe.class);
    found.forEach(
        (probe, nanos) ->
            medians.put(
                probe,
                Summary.of(nanos.stream().mapToDouble(Double::doubleValue).toArray()).median()));
    return medians;
  }

  private void start(
      Map<Probe, List<Double>> found,
      boolean counts,
      Probe probe,
      String library,
      Algorithm algorithm)
      throws IOException {
    Process process =
        jvm.start(
            FirstToken.class, List.of(), List.of(library, tokens.toString(), algorithm.name()));
    try (BufferedReader output = process.inputReader()) {
      if (!"validated".equals(output.readLine())) {
        throw new IOException(library + " has not validated a token of " + algorithm);
      }
      double nanos = ProcessCpu.nanos(process);
      if (counts) {
        found.computeIfAbsent(probe, it -> new ArrayList<>()).add(nanos);
      }
    } finally {
      process.destroyForcibly();
    }
  }
}
