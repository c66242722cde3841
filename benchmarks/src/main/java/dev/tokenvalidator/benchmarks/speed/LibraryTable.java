package dev.tokenvalidator.benchmarks.speed;

import static dev.tokenvalidator.benchmarks.speed.RequiredMeasurements.MANY;

import dev.tokenvalidator.benchmarks.keys.TextTable;
import java.util.ArrayList;
import java.util.List;

/**
 * All libraries side by side.
 *
 * @param title of the table
 * @param algorithms its columns
 * @param tokens how many different ones
 * @param threads how many at once
 * @param rounds what was measured
 */
record LibraryTable(
    String title, List<Algorithm> algorithms, int tokens, int threads, List<Round> rounds) {

  static LibraryTable brief(List<Round> rounds) {
    return new LibraryTable("1 token, 1 thread", List.of(Algorithm.values()), 1, 1, rounds);
  }

  static List<LibraryTable> full(List<Round> rounds) {
    List<Algorithm> rsa = List.of(Algorithm.RS256);
    return List.of(
        brief(rounds),
        new LibraryTable("10,000 different tokens, 1 thread", rsa, MANY, 1, rounds),
        new LibraryTable("1 token, 2 threads", rsa, 1, 2, rounds));
  }

  /** CPU time as a multiple of the raw signature's, which is given itself, and garbage. */
  @Override
  public String toString() {
    List<String> head = new ArrayList<>(List.of(title));
    algorithms.forEach(algorithm -> head.add(algorithm.jwsName()));
    TextTable table = new TextTable(head);
    for (Library library : RequiredMeasurements.TABLE) {
      List<String> row = new ArrayList<>(List.of(library.label()));
      algorithms.forEach(algorithm -> row.add(show(library, algorithm)));
      table.add(row);
    }
    return table.toString();
  }

  Summary cpu(Library library, Algorithm algorithm) {
    return Summary.of(rounds, round -> round.cpu(measurement(library, algorithm)));
  }

  Summary ratioToRaw(Library library, Algorithm algorithm) {
    return Summary.of(
        rounds,
        round ->
            round.cpu(measurement(library, algorithm))
                / round.cpu(measurement(Library.RAW, algorithm)));
  }

  private Measurement measurement(Library library, Algorithm algorithm) {
    return new Measurement(library, algorithm, tokens, threads);
  }

  private String show(Library library, Algorithm algorithm) {
    if (!library.has(algorithm)) {
      return "none";
    }
    Summary bytes = Summary.of(rounds, round -> round.bytes(measurement(library, algorithm)));
    String time =
        library == Library.RAW
            ? cpu(library, algorithm).show(Unit.MICROS)
            : ratioToRaw(library, algorithm).show(Unit.RATIO);
    return bytes.isMissing() ? time : time + ", " + Unit.KIB.show(bytes.median());
  }
}
