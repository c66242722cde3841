package dev.tokenvalidator.benchmarks.keys;

import dev.tokenvalidator.benchmarks.keys.Candidate.Library;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The same troubles of an issuer's keys for this library, for Nimbus and for Spring Security, side
 * by side.
 */
public final class KeyScenarioComparison {

  private KeyScenarioComparison() {}

  /** Runs all scenarios at once, in a minute and a half: most of them wait. */
  public static void main(String[] args) {
    QuietLog.begin();
    List<Library> libraries = Candidate.libraries();
    List<String> head = new ArrayList<>(List.of("the issuer"));
    libraries.forEach(library -> head.add(library.name()));
    System.out.print(TextTable.row(head));
    System.out.print(TextTable.row(Collections.nCopies(head.size(), "---")));

    List<List<CompletableFuture<String>>> rows = new ArrayList<>();
    for (KeyScenario scenario : KeyScenario.all()) {
      List<CompletableFuture<String>> row = new ArrayList<>();
      row.add(CompletableFuture.completedFuture(scenario.name()));
      libraries.forEach(
          it -> row.add(CompletableFuture.supplyAsync(() -> scenario.run(it), Background.THREADS)));
      rows.add(row);
    }
    rows.forEach(
        row -> System.out.print(TextTable.row(row.stream().map(CompletableFuture::join).toList())));
  }
}
