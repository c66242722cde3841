package dev.tokenvalidator.benchmarks.keys;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Rows of cells, printed as Markdown with aligned columns. */
public final class TextTable {

  private final List<List<String>> rows = new ArrayList<>();

  /** Begins with the head. */
  public TextTable(List<String> head) {
    rows.add(head);
    rows.add(Collections.nCopies(head.size(), "---"));
  }

  /** Adds a row with as many cells as the head has. */
  public void add(List<String> cells) {
    rows.add(cells);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      text.append('|');
      for (int column = 0; column < row.size(); column++) {
        String cell = row.get(column);
        text.append(' ').append(cell).append(" ".repeat(width(column) - cell.length()));
        text.append(" |");
      }
      text.append('\n');
    }
    return text.toString();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
