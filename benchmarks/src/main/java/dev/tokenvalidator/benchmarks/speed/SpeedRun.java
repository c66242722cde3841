package dev.tokenvalidator.benchmarks.speed;

import dev.tokenvalidator.benchmarks.keys.ForkedJvms;
import dev.tokenvalidator.benchmarks.keys.TextTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
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

/**
 * Measures what validating tokens costs, library by library, and prints tables. Figures are
 * compared with those of the same round only.
 */
public final class SpeedRun {

  private final CommandLineOptions asked;
  private final Pattern only;
  private final Path directory;

  private SpeedRun(List<String> arguments, Path directory) throws CommandLineOptionException {
    int option = arguments.indexOf("--only");
    only = Pattern.compile(option < 0 ? "" : arguments.remove(option + 1));
    arguments.remove("--only");
    asked = new CommandLineOptions(arguments.toArray(String[]::new));
    this.directory = directory;
  }

  /**
   * Runs in less than ten minutes a round.
   *
   * @param args options of JMH, of which {@code -f} is the number of rounds and {@code -p} chooses
   *     libraries and algorithms; and {@code --only} with a regular expression, which chooses among
   *     the benchmarks, {@link TokenMemory} and {@link FirstToken}
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

  private void run() throws IOException, RunnerException {
    Files.createDirectories(directory);
    for (Algorithm algorithm : Algorithm.values()) {
      IssuedTokens.mint(directory, algorithm);
    }
    List<Round> rounds = new ArrayList<>();
    for (int i = asked.getForkCount().orElse(1); i > 0; i--) {
      rounds.add(round());
    }
    report(rounds);
  }

  private Round round() throws IOException, RunnerException {
    Round round = new Round();
    if (wants(ValidationBenchmark.class)) {
      for (Algorithm algorithm : Algorithm.values()) {
        round.add(validations(algorithm));
      }
    }
    if (wants(FloodBenchmark.class)) {
      round.add(jmh(options(FloodBenchmark.class)));
    }
    String java =
        asked.getJvm().orElse(Path.of(System.getProperty("java.home"), "bin/java").toString());
    if (wants(TokenMemory.class)) {
      round.add("memory", ForkedJvms.number(java, TokenMemory.class, directory.toString()));
    }
    if (wants(FirstToken.class)) {
      for (Algorithm algorithm : FirstToken.ALGORITHMS) {
        round.add("first " + algorithm, FirstToken.oursToNimbus(java, directory, algorithm));
      }
    }
    return round;
  }

  /** What is compared comes next to one another: a machine is not the same for long. */
  private Collection<RunResult> validations(Algorithm algorithm) throws RunnerException {
    String[] libraries =
        Arrays.stream(Library.values())
            .filter(it -> it.isMeasuredWith(algorithm) && wants("library", it))
            .map(Library::name)
            .toArray(String[]::new);
    if (libraries.length == 0 || !wants("algorithm", algorithm)) {
      return List.of();
    }
    return jmh(
        options(ValidationBenchmark.class)
            .param("library", libraries)
            .param("algorithm", algorithm.name())
            .addProfiler(GCProfiler.class));
  }

  private ChainedOptionsBuilder options(Class<?> benchmarks) {
    return ForkedJvms.options(asked, benchmarks, ".*")
        .forks(1)
        .param("directory", directory.toString());
  }

  private static Collection<RunResult> jmh(ChainedOptionsBuilder options) throws RunnerException {
    return new Runner(options.build()).run();
  }

  private void report(List<Round> rounds) throws IOException {
    List<RunResult> results = rounds.stream().flatMap(it -> it.results().stream()).toList();
    String java = results.isEmpty() ? "-" : results.get(0).getParams().getJdkVersion();
    StringBuilder text = new StringBuilder();
    text.append("Java ").append(java);
    text.append(", ").append(Runtime.getRuntime().availableProcessors()).append(" processors; ");
    text.append(rounds.size() == 1 ? "one round" : "median (range) of several rounds");
    text.append(", a process for each figure; CPU time of the measuring threads.\n\n");
    text.append(TextTable.row(List.of("figure", "measured")));
    text.append(TextTable.row(List.of("---", "---")));
    Figure.all().forEach(figure -> text.append(TextTable.row(figure.row(rounds))));
    text.append("\nCPU time as a multiple of the raw signature's, and garbage:\n\n");
    LibraryTable table = new LibraryTable(rounds);
    text.append(table);
    System.out.print(text);
    Files.writeString(directory.resolveSibling("speed.md"), text);
    Files.writeString(directory.resolveSibling("speed.svg"), BarChart.of(table, java));
    ResultFormatFactory.getInstance(
            ResultFormatType.JSON, directory.resolveSibling("speed.json").toString())
        .writeOut(results);
  }
}
