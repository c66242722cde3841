package dev.tokenvalidator.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;

/** The figures of all cells, in a file, because each run has only one of the two Tomcats. */
final class MatrixTable {

  private static final Path FILE = Path.of("target", "path-matrix.csv");

  private MatrixTable() {}

  static void clear() throws IOException {
    Files.deleteIfExists(FILE);
  }

  static void add(String server, MatrixCell cell, Findings findings) throws IOException {
    Files.writeString(
        FILE,
        String.join(
                ",",
                server,
                cell.framework().name(),
                cell.uriStrictness().name(),
                "" + findings.requests(),
                "" + findings.executions(),
                "" + findings.insufficient().size(),
                "" + findings.refused().size())
            + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  static String text() throws IOException {
    StringBuilder table = new StringBuilder();
    line(
        table,
        "container",
        "framework",
        "strictness",
        "requests",
        "executions",
        "without good token",
        "canonical refused");
    long[] totals = new long[4];
    List<String> rows = Files.readAllLines(FILE);
    for (String row : rows) {
      String[] cells = row.split(",", -1);
      line(table, (Object[]) cells);
      for (int i = 0; i < totals.length; i++) {
        totals[i] += Long.parseLong(cells[3 + i]);
      }
    }
    line(
        table,
        "total",
        rows.size() + " cells",
        "",
        "" + totals[0],
        "" + totals[1],
        "" + totals[2],
        "" + totals[3]);
    return table.toString();
  }

  private static void line(StringBuilder table, Object... cells) {
    table.append(String.format(Locale.ROOT, "%-24s %-9s %-10s %9s %11s %20s %18s%n", cells));
  }
}
