package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.issuer.SearchModel.Move;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tries every sequence of moves up to a length. Sequences that lead to the same world are followed
 * once and counted each.
 *
 * <p>To search deeper than the tests do: {@code java ... KeySearch 10}.
 */
final class KeySearch {

  private KeySearch() {}

  /**
   * What a search has found.
   *
   * @param sequences how many there are
   * @param worlds how many different ones they lead to
   * @param violations how many sequences end in one
   * @param shortest one of the shortest of these, and what it breaks
   */
  record Result(
      long sequences, long worlds, long violations, Optional<List<Move>> shortest, String broken) {}

  private record Reached(SearchModel world, long ways, List<Move> first) {}

  static Result search(KeyMachine machine, int depth) {
    Map<List<Object>, Reached> level = new LinkedHashMap<>();
    SearchModel start = new SearchModel(machine);
    level.put(start.likeness(), new Reached(start, 1, List.of()));
    long sequences = 0;
    long worlds = 1;
    long violations = 0;
    List<Move> shortest = null;
    String broken = "";
    for (int length = 1; length <= depth; length++) {
      Map<List<Object>, Reached> next = new LinkedHashMap<>();
      for (Reached reached : level.values()) {
        for (Move move : Move.values()) {
          if (!reached.world.allows(move)) {
            continue;
          }
          sequences += reached.ways;
          SearchModel world = reached.world.after(move);
          List<Move> moves = new ArrayList<>(reached.first);
          moves.add(move);
          if (world.violation() == null) {
            next.merge(
                world.likeness(),
                new Reached(world, reached.ways, moves),
                (one, other) -> new Reached(one.world, one.ways + other.ways, one.first));
          } else {
            violations += reached.ways;
            if (shortest == null) {
              shortest = moves;
              broken = world.violation();
            }
          }
        }
      }
      worlds += next.size();
      level = next;
    }
    return new Result(sequences, worlds, violations, Optional.ofNullable(shortest), broken);
  }

  public static void main(String[] arguments) {
    int depth = arguments.length == 0 ? 10 : Integer.parseInt(arguments[0]);
    System.out.println("the rule: " + search(new KeyMachine(KeyRules.DEFAULT), depth));
    System.out.println(
        "the rule before: " + search(Mutants.FORMER_RULE.apply(KeyRules.DEFAULT), depth));
  }
}
