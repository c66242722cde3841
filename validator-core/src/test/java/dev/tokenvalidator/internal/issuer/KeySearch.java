package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.issuer.SearchModel.Move;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tries every sequence of moves up to a length. If several sequences lead to the same state, only
 * one of them is continued, but all are counted.
 *
 * <p>To search deeper than the tests do: {@code java ... KeySearch 10}.
 */
final class KeySearch {

  private KeySearch() {}

  /**
   * The result of a search.
   *
   * @param sequences the number of sequences
   * @param states the number of different states that they lead to
   * @param violations the number of sequences that end in a violation
   * @param shortest one of the shortest sequences that end in a violation
   * @param violation the violation at the end of that sequence; empty if there is none
   */
  record Result(
      long sequences,
      long states,
      long violations,
      Optional<List<Move>> shortest,
      String violation) {}

  private record Reached(SearchModel model, long sequences, List<Move> moves) {}

  static Result search(KeyMachine machine, int depth) {
    Map<List<Object>, Reached> level = new LinkedHashMap<>();
    SearchModel start = new SearchModel(machine);
    level.put(start.equivalence(), new Reached(start, 1, List.of()));
    long sequences = 0;
    long states = 1;
    long violations = 0;
    List<Move> shortest = null;
    String violation = "";
    for (int length = 1; length <= depth; length++) {
      Map<List<Object>, Reached> next = new LinkedHashMap<>();
      for (Reached reached : level.values()) {
        for (Move move : Move.values()) {
          if (!reached.model.allows(move)) {
            continue;
          }
          sequences += reached.sequences;
          SearchModel model = reached.model.after(move);
          List<Move> moves = new ArrayList<>(reached.moves);
          moves.add(move);
          if (model.violation() == null) {
            next.merge(
                model.equivalence(),
                new Reached(model, reached.sequences, moves),
                (one, other) -> new Reached(one.model, one.sequences + other.sequences, one.moves));
          } else {
            violations += reached.sequences;
            if (shortest == null) {
              shortest = moves;
              violation = model.violation();
            }
          }
        }
      }
      states += next.size();
      level = next;
    }
    return new Result(sequences, states, violations, Optional.ofNullable(shortest), violation);
  }

  public static void main(String[] arguments) {
    int depth = arguments.length == 0 ? 10 : Integer.parseInt(arguments[0]);
    System.out.println("present rule: " + search(new KeyMachine(KeyRules.DEFAULT), depth));
    System.out.println(
        "former rule: " + search(Mutants.FORMER_RULE.apply(KeyRules.DEFAULT), depth));
  }
}
