package dev.tokenvalidator.benchmarks.speed;

import java.util.Locale;

/**
 * The libraries as bars, one group an algorithm: CPU time of a validation, the raw signature of the
 * platform being 1. An SVG that is legible on a light page and on a dark one.
 */
final class BarChart {

  private static final int LABELS = 200;
  private static final int UNIT = 200;
  private static final double LONGEST = 2.2;
  private static final int BAR = 14;
  private static final int STEP = 18;
  private static final int WIDTH = LABELS + (int) (LONGEST * UNIT) + 70;

  private final StringBuilder body = new StringBuilder();
  private int y = 30;

  private BarChart() {}

  static String of(LibraryTable table, String javaVersion) {
    BarChart chart = new BarChart();
    for (Algorithm algorithm : Algorithm.values()) {
      chart.group(table, algorithm);
    }
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img">
    <title>CPU time of one validation, the signature alone being 1</title>
    <style>
    text { font: 12px system-ui, sans-serif; fill: #24292f }
    .head { font-weight: 600 }
    .other { fill: #9aa4af }
    .ours { fill: #1f7a4d }
    .one { stroke: #57606a; stroke-dasharray: 3 3 }
    @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .other { fill: #6e7781 }
    .ours { fill: #3fb27f }
    .one { stroke: #9aa4af }
    }
    </style>
    <text x="0" y="14" class="head">CPU time of one validation; the platform's signature alone = 1 (Java %s)</text>
    %s</svg>
    """
        .formatted(WIDTH, chart.y, WIDTH, chart.y, javaVersion, chart.body);
  }

  private void group(LibraryTable table, Algorithm algorithm) {
    Summary raw = table.cpu(Library.RAW, algorithm);
    if (raw.isMissing()) {
      return;
    }
    y += 12;
    append("<text x=\"0\" y=\"%d\" class=\"head\">%s</text>", y, algorithm.jwsName());
    append("<text x=\"%d\" y=\"%d\">1 = %.0f microseconds</text>%n", LABELS, y, raw.median() / 1e3);
    int top = y + 6;
    y += 10;
    for (Library library : Library.TABLE) {
      Summary ratio = table.ratioToRaw(library, algorithm);
      if (library != Library.RAW && !ratio.isMissing()) {
        bar(library, ratio.median());
      }
    }
    int one = LABELS + UNIT;
    append("<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" class=\"one\"/>%n", one, top, one, y);
    y += 16;
  }

  private void bar(Library library, double ratio) {
    double length = Math.max(1, Math.min(LONGEST, ratio) * UNIT);
    String style = library.name().startsWith("OURS") ? "ours" : "other";
    int baseline = y + BAR - 3;
    append("<text x=\"0\" y=\"%d\">%s</text>", baseline, library.label());
    append("<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"", LABELS, y, length, BAR);
    append(" class=\"%s\"/><text x=\"%.1f\"", style, LABELS + length + 5);
    append(" y=\"%d\">%s</text>%n", baseline, Unit.RATIO.show(ratio));
    y += STEP;
  }

  private void append(String pattern, Object... values) {
    body.append(String.format(Locale.ROOT, pattern, values));
  }
}
