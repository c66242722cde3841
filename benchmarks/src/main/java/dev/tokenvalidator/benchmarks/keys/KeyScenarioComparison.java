package dev.tokenvalidator.benchmarks.keys;

import dev.tokenvalidator.benchmarks.keys.Candidate.Library;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The same troubles of an issuer's keys for this library, for Nimbus and for Spring Security, side
 * by side.
 */
public final class KeyScenarioComparison {

  private static final Executor AT_ONCE = Runnable::run;

  private KeyScenarioComparison() {}

  /**
   * Runs all scenarios, in about two minutes.
   *
   * @param args parts of the names of scenarios, to run only these
   */
  public static void main(String[] args) {
    QuietLog.begin();
    List<Library> libraries = Candidate.libraries();
    List<String> head = new ArrayList<>(List.of("scenario"));
    libraries.forEach(library -> head.add(library.name()));
    List<KeyScenario> scenarios =
        KeyScenario.all().stream()
            .filter(it -> args.length == 0 || List.of(args).stream().anyMatch(it.name()::contains))
            .toList();

    // The quick ones one by one; the slow ones wait, and do so all at once.
    List<List<CompletableFuture<String>>> rows = new ArrayList<>();
    for (KeyScenario scenario : scenarios) {
      Executor executor = scenario.slow() ? Background.THREADS : AT_ONCE;
      rows.add(
          libraries.stream()
              .map(it -> CompletableFuture.supplyAsync(() -> scenario.run(it), executor))
              .toList());
    }
    System.out.print(TextTable.row(head));
    System.out.print(TextTable.row(Collections.nCopies(head.size(), "---")));
    for (int i = 0; i < rows.size(); i++) {
      List<String> row = new ArrayList<>(List.of(scenarios.get(i).name()));
      rows.get(i).forEach(cell -> row.add(cell.join()));
      System.out.print(TextTable.row(row));
    }
    System.out.println(
        "[1] The keys expired: for this library we advanced its clock (10 min); for Nimbus all times"
            + " of its source were 1/100 of their defaults (life 3 s, refresh time-out 150 ms, refresh ahead 300 ms, rate"
            + " limit 300 ms); for Spring Security, whose life of 5 min cannot be set, we cleared the"
            + " cache it was given. Elsewhere all have their defaults.");
    System.out.println(
        "[2] The head of the answer at once, its body a byte every 200 ms; all of it would take more"
            + " than a minute.");
    System.out.println(
        "Of this library, InvalidTokenException is a 401 and ValidationUnavailableException a 503.");
  }
}
