package dev.tokenvalidator.benchmarks.keys;

import java.util.List;

/** Prints tables as Markdown. */
public final class TextTable {

  private TextTable() {}

  /** One line of a table. */
  public static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }
}
