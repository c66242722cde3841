package dev.tokenvalidator.benchmarks.speed;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a measuring process tells the one that started it: a line for each figure. */
final class ChildReport {

  private ChildReport() {}

  static void tell(Probe probe, double figure) {
    System.out.println(probe + "=" + figure);
  }

  static Map<Probe, Double> of(
      ChildJvm jvm, Class<?> main, List<String> options, List<String> arguments)
      throws IOException, InterruptedException {
    Process process = jvm.start(main, options, arguments);
    Map<Probe, Double> figures = new EnumMap<>(Probe.class);
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        int equals = line.indexOf('=');
        figures.put(
            Probe.valueOf(line.substring(0, equals)), Double.valueOf(line.substring(equals + 1)));
      }
      if (process.waitFor() != 0) {
        throw new IOException(main.getSimpleName() + " has ended with " + process.exitValue());
      }
      return figures;
    } finally {
      process.destroyForcibly();
    }
  }
}
