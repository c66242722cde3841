package dev.tokenvalidator.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** Rows of cells, printed as Markdown with aligned columns. */
public final class TextTable {

  private final List<List<String>> rows = new ArrayList<>();

  /**
   * Starts with the first row.
   *
   * @param head its cells
   */
  public TextTable(String... head) {
    rows.add(List.of(head));
  }

  /**
   * Adds a row.
   *
   * @param cells as many as the head has
   */
  public void add(List<String> cells) {
    if (cells.size() != rows.get(0).size()) {
      throw new IllegalArgumentException("a row of " + cells.size() + " cells: " + cells);
    }
    rows.add(List.copyOf(cells));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < rows.size(); row++) {
      text.append('|');
      for (int column = 0; column < rows.get(row).size(); column++) {
        String cell = rows.get(row).get(column);
        text.append(' ')
            .append(cell)
            .append(" ".repeat(width(column) - cell.length()))
            .append(" |");
      }
      text.append('\n');
      if (row == 0) {
        text.append('|');
        for (int column = 0; column < rows.get(0).size(); column++) {
          text.append("-".repeat(width(column) + 2)).append('|');
        }
        text.append('\n');
      }
    }
    return text.toString();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
