package dev.tokenvalidator.servlet;

import java.util.List;

/** Lays out a table for the log. */
final class LogTable {

  private LogTable() {}

  /** A title, and below it columns that are as wide as their longest text. */
  static String of(String title, List<String> headings, List<List<String>> rows) {
    int[] widths = new int[headings.size()];
    widen(widths, headings);
    rows.forEach(row -> widen(widths, row));
    StringBuilder table = new StringBuilder(title);
    append(table, headings, widths);
    rows.forEach(row -> append(table, row, widths));
    return table.toString();
  }

  private static void widen(int[] widths, List<String> row) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], row.get(i).length());
    }
  }

  private static void append(StringBuilder table, List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append("  ").append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length()));
    }
    table.append(System.lineSeparator()).append(line.toString().stripTrailing());
  }
}
