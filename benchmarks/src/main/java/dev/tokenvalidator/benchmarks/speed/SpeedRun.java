package dev.tokenvalidator.benchmarks.speed;

import dev.tokenvalidator.benchmarks.keys.ForkedJvms;
import dev.tokenvalidator.benchmarks.keys.TextTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures what validating tokens costs, library by library, and prints tables. Every figure is a
 * ratio or difference of what was measured in the same round.
 */
public final class SpeedRun {

  private final CommandLineOptions asked;
  private final Pattern only;
  private final Path directory;
  private final List<Measurement> measurements;
  private final List<RunResult> results = new ArrayList<>();

  private SpeedRun(List<String> arguments, Path directory) throws CommandLineOptionException {
    int option = arguments.indexOf("--only");
    only = Pattern.compile(option < 0 ? "" : arguments.remove(option + 1));
    arguments.remove("--only");
    asked = new CommandLineOptions(arguments.toArray(String[]::new));
    this.directory = directory;
    measurements =
        RequiredMeasurements.all().stream()
            .filter(it -> wants(ValidationBenchmark.class))
            .filter(it -> wants("library", it.library()) && wants("algorithm", it.algorithm()))
            .toList();
  }

  /**
   * Runs in less than ten minutes a round.
   *
   * @param args options of JMH, of which {@code -f} is the number of rounds and {@code -p} chooses
   *     libraries and algorithms; and {@code --only} with a regular expression, which chooses among
   *     the benchmarks and {@link FirstToken}
   */
  public static void main(String[] args) throws Exception {
    ForkedJvms.useThisClassPath();
    Path directory =
        Path.of(SpeedRun.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolveSibling("speed");
    new SpeedRun(new ArrayList<>(List.of(args)), directory).run();
  }

  private boolean wants(String parameter, Enum<?> value) {
    Collection<String> values = asked.getParameter(parameter).orElse(List.of());
    return values.isEmpty() || values.contains(value.name());
  }

  private boolean wants(Class<?> benchmark) {
    return only.matcher(benchmark.getName()).find();
  }

  private void run() throws IOException {
    Files.createDirectories(directory);
    Map<Algorithm, Integer> tokens = new EnumMap<>(Algorithm.class);
    measurements.forEach(it -> tokens.put(it.algorithm(), 1));
    if (wants(MemoryBenchmark.class)) {
      tokens.put(Algorithm.RS256, MemoryBenchmark.TOKENS);
    }
    if (wants(FloodBenchmark.class)) {
      tokens.put(Algorithm.ES384, FloodBenchmark.TOKENS);
    }
    if (wants(FirstToken.class)) {
      FirstToken.ALGORITHMS.forEach(algorithm -> tokens.merge(algorithm, 1, Math::max));
    }
    for (Map.Entry<Algorithm, Integer> entry : tokens.entrySet()) {
      IssuedTokens.mint(directory, entry.getKey(), entry.getValue());
    }
    List<Round> rounds = new ArrayList<>();
    for (int i = asked.getForkCount().orElse(1); i > 0; i--) {
      rounds.add(round());
    }
    report(rounds);
  }

  private Round round() throws IOException {
    Round round = new Round();
    for (Measurement measurement : measurements) {
      jmh(options(measurement)).forEach(result -> round.add(measurement, result));
      System.err.println(measurement + ": " + Unit.MICROS.show(round.cpu(measurement)));
    }
    if (wants(MemoryBenchmark.class)) {
      round.add(jmh(options(MemoryBenchmark.class, "remember")));
    }
    if (wants(FloodBenchmark.class)) {
      int forgers = 8 * Runtime.getRuntime().availableProcessors();
      round.add(jmh(options(FloodBenchmark.class, "alone")));
      round.add(jmh(options(FloodBenchmark.class, "flood").threadGroups(1, forgers)));
    }
    if (wants(FirstToken.class)) {
      String java =
          asked.getJvm().orElse(Path.of(System.getProperty("java.home"), "bin/java").toString());
      for (Algorithm algorithm : FirstToken.ALGORITHMS) {
        round.addStart(algorithm, FirstToken.oursToNimbus(java, directory, algorithm));
      }
    }
    return round;
  }

  private ChainedOptionsBuilder options(Measurement measurement) {
    return options(ValidationBenchmark.class, "validate")
        .param("library", measurement.library().name())
        .param("algorithm", measurement.algorithm().name())
        .addProfiler(GCProfiler.class);
  }

  private ChainedOptionsBuilder options(Class<?> benchmarks, String method) {
    return ForkedJvms.options(asked, benchmarks, method)
        .forks(1)
        .verbosity(asked.verbosity().orElse(VerboseMode.SILENT))
        .param("directory", directory.toString());
  }

  private Collection<RunResult> jmh(ChainedOptionsBuilder options) {
    try {
      Collection<RunResult> found = new Runner(options.shouldFailOnError(true).build()).run();
      results.addAll(found);
      return found;
    } catch (RunnerException e) {
      System.err.println("could not be measured: " + e);
      return List.of();
    }
  }

  private void report(List<Round> rounds) throws IOException {
    Path target = directory.resolveSibling("speed.md");
    String java = results.isEmpty() ? "-" : results.get(0).getParams().getJdkVersion();
    StringBuilder text = new StringBuilder();
    text.append("Java ").append(java);
    text.append(", ").append(Runtime.getRuntime().availableProcessors()).append(" processors; ");
    text.append(rounds.size() == 1 ? "one round" : "median (range) of several rounds");
    text.append(", a process for each figure; CPU time of the measuring threads.\n\n");
    text.append(TextTable.row(List.of("figure", "bar", "measured", "met?")));
    text.append(TextTable.row(Collections.nCopies(4, "---")));
    Goals.all().stream()
        .map(goal -> goal.row(rounds))
        .filter(row -> !row.contains(Summary.MISSING))
        .forEach(row -> text.append(TextTable.row(row)));
    text.append("\nCPU time as a multiple of the raw signature's, and garbage:\n\n");
    LibraryTable table = new LibraryTable(rounds);
    text.append(table);
    System.out.print(text);
    Files.writeString(target, text);
    Files.writeString(directory.resolveSibling("speed.svg"), BarChart.of(table, java));
    ResultFormatFactory.getInstance(
            ResultFormatType.JSON, directory.resolveSibling("speed.json").toString())
        .writeOut(results);
  }
}
