package dev.tokenvalidator.benchmarks.speed;

import dev.tokenvalidator.benchmarks.TextTable;
import java.time.LocalDate;
import java.util.List;

/**
 * What was found, in Markdown.
 *
 * @param options of the run
 * @param jvm that was measured on
 * @param goals that were looked at
 * @param comparisons of all libraries
 * @param rounds what was measured
 */
record Report(
    SpeedOptions options,
    ChildJvm jvm,
    List<Goal> goals,
    List<Comparison> comparisons,
    List<Round> rounds) {

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append("Java ")
        .append(jvm.version())
        .append(", ")
        .append(Runtime.getRuntime().availableProcessors())
        .append(" processors, ")
        .append(System.getProperty("os.arch"))
        .append(", ")
        .append(LocalDate.now(java.time.ZoneOffset.UTC))
        .append("; ")
        .append(rounds.size() == 1 ? "one round" : "median (range) of " + rounds.size() + " rounds")
        .append(", in each one process per figure with ")
        .append(options.warmUps())
        .append(" iterations to warm up and ")
        .append(options.iterations())
        .append(" of which the median counts, of ")
        .append(options.iterationMillis())
        .append(" ms. CPU time of the measuring threads, not wall time.\n\n");
    if (!goals.isEmpty()) {
      text.append(goalTable()).append('\n');
    }
    if (!comparisons.isEmpty()) {
      text.append(
          "CPU time as a multiple of the raw signature's, and garbage of a validation:\n\n");
      comparisons.forEach(comparison -> text.append(comparison.table(rounds)).append('\n'));
    }
    return text.toString();
  }

  private TextTable goalTable() {
    TextTable table = new TextTable("goal", "measure", "bar", "seen", "met?");
    for (Goal goal : goals) {
      Summary seen = Summary.of(rounds, goal.figure());
      table.add(
          List.of(goal.name(), goal.measure(), goal.bar(), seen.show(goal.unit()), goal.met(seen)));
    }
    return table;
  }
}
