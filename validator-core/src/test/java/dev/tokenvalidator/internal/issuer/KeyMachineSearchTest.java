package dev.tokenvalidator.internal.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.internal.issuer.SearchModel.Move;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tries every sequence of eight moves; {@link KeySearch} can try longer ones. */
@Tag("search")
class KeyMachineSearchTest {

  private static final int DEPTH = 8;

  @Test
  void refusesNoValidTokenInAnySequenceOfMoves() {
    KeySearch.Result result = KeySearch.search(new KeyMachine(KeyRules.DEFAULT), DEPTH);

    assertThat(result.shortest()).as(result.violation()).isEmpty();
    assertThat(result.sequences()).isGreaterThan(4_000_000);
    assertThat(result.states()).isGreaterThan(40_000);
  }

  @Test
  void detectsTheRefusalsOfTheFormerRule() {
    KeySearch.Result result = KeySearch.search(Mutants.FORMER_RULE.apply(KeyRules.DEFAULT), DEPTH);

    assertThat(result.violations()).isGreaterThan(1_000);
    assertThat(result.violation()).isEqualTo("a valid token is refused");
    assertThat(result.shortest().orElseThrow())
        .containsExactly(
            Move.TOKEN_OF_NEWEST_KEY,
            Move.ISSUER_READS_ITS_KEYS,
            Move.ROTATE,
            Move.TOKEN_OF_NEWEST_KEY,
            Move.SET_ARRIVES);
  }
}
