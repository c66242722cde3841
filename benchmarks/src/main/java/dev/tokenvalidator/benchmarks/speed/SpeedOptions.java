package dev.tokenvalidator.benchmarks.speed;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the command line asks for.
 *
 * @param full all libraries with many tokens and two threads as well, and longer
 * @param rounds how often each cell is measured, in turns
 * @param rows only these; all where it is empty
 * @param java the runtime to measure on
 * @param warmUps iterations before it counts
 * @param iterations of which the median counts
 * @param iterationMillis how long one is
 */
record SpeedOptions(
    boolean full,
    int rounds,
    Set<String> rows,
    Path java,
    int warmUps,
    int iterations,
    int iterationMillis) {

  static final String USAGE =
      "[--full] [--only row,row] [--rounds n] [--jvm path/of/java] [--iteration-millis n]";

  static SpeedOptions parse(String... arguments) {
    boolean full = List.of(arguments).contains("--full");
    SpeedOptions options =
        full
            ? new SpeedOptions(true, 3, Set.of(), ChildJvm.ownJava(), 13, 5, 500)
            : new SpeedOptions(false, 1, Set.of(), ChildJvm.ownJava(), 14, 3, 430);
    Iterator<String> rest = Arrays.asList(arguments).iterator();
    while (rest.hasNext()) {
      String name = rest.next();
      if (!name.equals("--full")) {
        if (!rest.hasNext()) {
          throw new IllegalArgumentException(name + " has no value; " + USAGE);
        }
        options = options.with(name, rest.next());
      }
    }
    return options;
  }

  private SpeedOptions with(String name, String value) {
    return switch (name) {
      case "--only" -> withRows(value);
      case "--rounds" -> withTimes(Integer.parseInt(value), iterationMillis);
      case "--iteration-millis" -> withTimes(rounds, Integer.parseInt(value));
      case "--jvm" ->
          new SpeedOptions(
              full, rounds, rows, Path.of(value), warmUps, iterations, iterationMillis);
      default -> throw new IllegalArgumentException(name + " is not known; " + USAGE);
    };
  }

  private SpeedOptions withTimes(int newRounds, int newMillis) {
    return new SpeedOptions(full, newRounds, rows, java, warmUps, iterations, newMillis);
  }

  private SpeedOptions withRows(String value) {
    Set<String> known =
        Goals.all().stream().map(Goal::row).collect(Collectors.toCollection(LinkedHashSet::new));
    known.add(SpeedRun.LIBRARIES);
    Set<String> asked = Set.of(value.split(","));
    if (!known.containsAll(asked)) {
      throw new IllegalArgumentException("a row is one of " + known);
    }
    return new SpeedOptions(full, rounds, asked, java, warmUps, iterations, iterationMillis);
  }

  boolean wants(String row) {
    return rows.isEmpty() || rows.contains(row);
  }
}
