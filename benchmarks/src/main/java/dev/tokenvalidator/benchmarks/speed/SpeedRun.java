package dev.tokenvalidator.benchmarks.speed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Measures what validating tokens costs, goal by goal and library by library, and prints it as
 * tables. Every figure is a ratio or difference of what was measured in the same round; every time
 * is CPU time, but in the flood.
 */
public final class SpeedRun {

  /** As a row of the command line: the tables of all libraries. */
  static final String LIBRARIES = "libraries";

  private final SpeedOptions options;
  private final Path target;
  private final List<Goal> goals;
  private final List<Comparison> comparisons;
  private final Needs needs = new Needs();

  private SpeedRun(SpeedOptions options, Path target) {
    this.options = options;
    this.target = target;
    goals = Goals.all().stream().filter(goal -> options.wants(goal.row())).toList();
    comparisons =
        !options.wants(LIBRARIES)
            ? List.of()
            : options.full() ? Comparison.full() : List.of(Comparison.brief());
    goals.forEach(needs::ask);
    comparisons.stream().flatMap(it -> it.cells().stream()).forEach(needs::sample);
  }

  /**
   * Runs it: in less than ten minutes, or with {@code --full} in less than an hour.
   *
   * @param args see {@link SpeedOptions#USAGE}
   */
  public static void main(String[] args) throws Exception {
    Path target =
        Path.of(SpeedRun.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolveSibling("speed");
    new SpeedRun(SpeedOptions.parse(args), target).run();
  }

  private void run() throws IOException, GeneralSecurityException, InterruptedException {
    Files.createDirectories(target);
    mintTokens();
    ChildJvm jvm = ChildJvm.of(options.java());
    JmhFork jmh =
        new JmhFork(
            jvm,
            target,
            options.warmUps(),
            options.iterations(),
            TimeValue.milliseconds(options.iterationMillis()));
    Probing probing = new Probing(jvm, target, Duration.ofMillis(10L * options.iterationMillis()));
    List<Round> rounds = new ArrayList<>();
    for (int i = 1; i <= options.rounds(); i++) {
      rounds.add(round(i, jmh, probing));
    }
    Report report = new Report(options, jvm, goals, comparisons, rounds);
    System.out.print(report);
    Files.writeString(target.resolveSibling("speed.md"), report.toString());
    if (!comparisons.isEmpty()) {
      Files.writeString(
          target.resolveSibling("speed.svg"),
          new BarChart(comparisons.get(0), jvm, rounds).toString());
    }
  }

  /** Each cell once, those next to one another that are compared. */
  private Round round(int number, JmhFork jmh, Probing probing) throws InterruptedException {
    Round round = new Round();
    int done = 0;
    for (Cell cell : needs.cells()) {
      try {
        Sample sample = jmh.measure(cell);
        round.put(cell, sample);
        tell(number, ++done, cell + ": " + Unit.MICROS.show(sample.cpuNanos()));
      } catch (RunnerException e) {
        tell(number, ++done, cell + " could not be measured: " + e);
      }
    }
    Set<Probe.Group> groups = EnumSet.noneOf(Probe.Group.class);
    needs.probes().forEach(probe -> groups.add(probe.group()));
    for (Probe.Group group : groups) {
      try {
        round.putAll(probing.measure(group));
      } catch (IOException e) {
        tell(number, done, group + " could not be measured: " + e);
      }
    }
    return round;
  }

  private void tell(int round, int done, String what) {
    System.err.println(
        "round "
            + round
            + "/"
            + options.rounds()
            + ", "
            + done
            + "/"
            + needs.cells().size()
            + ": "
            + what);
  }

  /** As many tokens of each algorithm as somebody needs. */
  private void mintTokens() throws IOException, GeneralSecurityException {
    Map<Algorithm, Integer> counts = new EnumMap<>(Algorithm.class);
    needs.cells().forEach(cell -> counts.merge(cell.algorithm(), cell.tokens(), Math::max));
    for (Probe probe : needs.probes()) {
      switch (probe.group()) {
        case START -> {
          counts.merge(Algorithm.RS256, 1, Math::max);
          counts.merge(Algorithm.ES256, 1, Math::max);
        }
        case MEMORY -> counts.merge(Algorithm.RS256, Goals.MANY, Math::max);
        case FLOOD -> counts.merge(Algorithm.ES384, ForgedFlood.TOKENS, Math::max);
      }
    }
    for (Map.Entry<Algorithm, Integer> entry : counts.entrySet()) {
      new TokenMint(entry.getKey()).write(target, entry.getValue());
    }
  }
}
