package dev.tokenvalidator.examples.shopping.check;

import java.io.PrintStream;
import java.util.List;
import java.util.function.Function;

/** Tries all cases and prints a table of what was expected and what was seen. */
public final class Check {

  private Check() {}

  /**
   * Tries them, one after the other.
   *
   * @param cases what to try
   * @param out where the table goes
   * @return in how many cases something else was seen than expected
   */
  public static int run(List<Case> cases, PrintStream out) {
    String line =
        "%-4s  %-" + width(cases, Case::name) + "s  %-" + width(cases, Case::expected) + "s  %s%n";
    out.printf(line, "", "case", "expected", "seen");
    int differences = 0;
    for (Case row : cases) {
      String seen = row.seen();
      boolean same = seen.equals(row.expected());
      differences += same ? 0 : 1;
      out.printf(line, same ? "ok" : "DIFF", row.name(), row.expected(), seen);
    }
    out.printf("%n%d cases, %d as expected%n", cases.size(), cases.size() - differences);
    return differences;
  }

  private static int width(List<Case> cases, Function<Case, String> column) {
    return cases.stream().map(column).mapToInt(String::length).max().orElse(1);
  }
}
