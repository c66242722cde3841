package dev.tokenvalidator.benchmarks.speed;

import java.util.List;
import java.util.Locale;

/**
 * The libraries as bars, one group for each algorithm: CPU time of a validation, the raw signature
 * of the platform being 1. As SVG that can be read on a light page and on a dark one.
 */
final class BarChart {

  private static final int LABELS = 200;
  private static final int UNIT = 200;
  private static final double LONGEST = 2.2;
  private static final int BAR = 14;
  private static final int STEP = 18;
  private static final int GROUP_GAP = 34;
  private static final int WIDTH = LABELS + (int) (LONGEST * UNIT) + 70;

  private final Comparison comparison;
  private final ChildJvm jvm;
  private final List<Round> rounds;
  private final StringBuilder body = new StringBuilder();
  private int y = 30;

  BarChart(Comparison comparison, ChildJvm jvm, List<Round> rounds) {
    this.comparison = comparison;
    this.jvm = jvm;
    this.rounds = rounds;
  }

  @Override
  public String toString() {
    body.setLength(0);
    y = 30;
    for (Algorithm algorithm : comparison.algorithms()) {
      group(algorithm);
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
        .formatted(WIDTH, y, WIDTH, y, jvm.version(), body);
  }

  private void group(Algorithm algorithm) {
    y += 12;
    Summary raw = Summary.of(rounds, round -> round.cpu(comparison.cell(Subject.RAW, algorithm)));
    body.append(
        format(
            "<text x=\"0\" y=\"%d\" class=\"head\">%s</text>"
                + "<text x=\"%d\" y=\"%d\">1 = %s</text>%n",
            y,
            algorithm.jwsName(),
            LABELS,
            y,
            raw.isMissing() ? "not measured" : format("%.0f microseconds", raw.median() / 1e3)));
    int top = y + 6;
    y += 10;
    for (Subject subject : Comparison.SUBJECTS) {
      if (subject != Subject.RAW && subject.has(algorithm)) {
        bar(subject, comparison.ratioToRaw(rounds, subject, algorithm));
      }
    }
    body.append(
        format(
            "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" class=\"one\"/>%n",
            LABELS + UNIT, top, LABELS + UNIT, y));
    y += GROUP_GAP - STEP;
  }

  private void bar(Subject subject, Summary ratio) {
    if (ratio.isMissing()) {
      return;
    }
    double length = Math.max(1, Math.min(LONGEST, ratio.median()) * UNIT);
    String shown = Unit.RATIO.show(ratio.median());
    body.append(
        format(
            "<text x=\"0\" y=\"%d\">%s</text>"
                + "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" class=\"%s\"/>"
                + "<text x=\"%.1f\" y=\"%d\">%s</text>%n",
            y + BAR - 3,
            subject.label(),
            LABELS,
            y,
            length,
            BAR,
            subject.name().startsWith("OURS") ? "ours" : "other",
            LABELS + length + 5,
            y + BAR - 3,
            shown));
    y += STEP;
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
