package dev.tokenvalidator.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * The same troubles of an issuer's keys for this library, for Nimbus and for Spring Security: facts
 * side by side.
 */
public final class KeyScenarioComparison {

  /** For calls that may never return; they must not keep the program from its end. */
  static final Executor THREADS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "scenario");
            thread.setDaemon(true);
            return thread;
          });

  private KeyScenarioComparison() {}

  /**
   * Runs all scenarios, in about two minutes.
   *
   * @param args none
   */
  public static void main(String[] args) {
    QuietLog.begin();
    List<Library> libraries = Library.all();
    List<List<String>> rows = new ArrayList<>();
    List<KeyScenario> quick = new ArrayList<>(OutageScenarios.quick());
    quick.addAll(KeySetScenarios.quick());
    for (KeyScenario scenario : quick) {
      List<String> row = new ArrayList<>(List.of(scenario.name()));
      libraries.forEach(library -> row.add(scenario.run(library)));
      rows.add(row);
    }
    rows.addAll(together(libraries));

    TextTable table =
        new TextTable(
            "scenario", libraries.get(0).name(), libraries.get(1).name(), libraries.get(2).name());
    rows.forEach(table::add);
    System.out.print(table);
    System.out.println(
        "[1] The life of the keys ended: for this library by its clock (10 min); for Nimbus by real"
            + " time, all times of its source set to 1/"
            + NimbusCandidate.SHORTENED_BY
            + " of their defaults (life 3 s, refresh time-out 150 ms, refresh ahead 300 ms, rate limit"
            + " 300 ms); for Spring Security, whose life of 5 min cannot be set, by clearing the"
            + " Spring cache it was given in the place of its own. Elsewhere all have their defaults.");
    System.out.println(
        "[2] The head of the answer at once, its body a byte every 200 ms; all of it would take more"
            + " than a minute.");
    System.out.println(
        "Of this library, InvalidTokenException is a 401 and ValidationUnavailableException a 503.");
  }

  /** What takes tens of seconds of mere waiting is waited for all at once. */
  private static List<List<String>> together(List<Library> libraries) {
    List<KeyScenario> slow = new ArrayList<>(OutageScenarios.slow());
    slow.addAll(KeySetScenarios.slow());
    List<List<CompletableFuture<String>>> cells = new ArrayList<>();
    for (KeyScenario scenario : slow) {
      cells.add(
          libraries.stream()
              .map(library -> CompletableFuture.supplyAsync(() -> scenario.run(library), THREADS))
              .toList());
    }
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < slow.size(); i++) {
      List<String> row = new ArrayList<>(List.of(slow.get(i).name()));
      cells.get(i).forEach(cell -> row.add(cell.join()));
      rows.add(row);
    }
    return rows;
  }
}
