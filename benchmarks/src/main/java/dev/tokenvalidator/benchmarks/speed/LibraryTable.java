package dev.tokenvalidator.benchmarks.speed;

import dev.tokenvalidator.benchmarks.keys.TextTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * All libraries side by side.
 *
 * @param rounds what was measured
 */
record LibraryTable(List<Round> rounds) {

  /** CPU time as a multiple of the raw signature's, which is given itself, and garbage. */
  @Override
  public String toString() {
    List<String> head = new ArrayList<>(List.of(""));
    for (Algorithm algorithm : Algorithm.values()) {
      head.add(algorithm.jwsName());
    }
    StringBuilder table = new StringBuilder(TextTable.row(head));
    table.append(TextTable.row(Collections.nCopies(head.size(), "---")));
    for (Library library : Library.TABLE) {
      List<String> row = new ArrayList<>(List.of(library.label()));
      for (Algorithm algorithm : Algorithm.values()) {
        row.add(show(library, algorithm));
      }
      table.append(TextTable.row(row));
    }
    return table.toString();
  }

  Summary cpu(Library library, Algorithm algorithm) {
    return Summary.of(rounds, round -> round.cpu(library, algorithm));
  }

  Summary ratioToRaw(Library library, Algorithm algorithm) {
    return Summary.of(
        rounds, round -> round.cpu(library, algorithm) / round.cpu(Library.RAW, algorithm));
  }

  private String show(Library library, Algorithm algorithm) {
    if (!library.isMeasuredWith(algorithm)) {
      return "none";
    }
    Summary bytes = Summary.of(rounds, round -> round.bytes(library, algorithm));
    String time =
        library == Library.RAW
            ? cpu(library, algorithm).show(Unit.MICROS)
            : ratioToRaw(library, algorithm).show(Unit.RATIO);
    return bytes.isMissing() ? time : time + ", " + Unit.KIB.show(bytes.median());
  }
}
