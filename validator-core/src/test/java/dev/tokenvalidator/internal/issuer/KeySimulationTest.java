package dev.tokenvalidator.internal.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs 500 simulated worlds with faults; {@link SimulatedWorld} can run more, or one seed. */
@Tag("search")
class KeySimulationTest {

  private static final int WORLDS = 500;
  private static final int SEARCH_DEPTH = 6;

  @Test
  void keepsItsInvariantsInEveryWorld() {
    long good = 0;
    long refused = 0;
    long unavailable = 0;
    for (int seed = 1; seed <= WORLDS; seed++) {
      SimulatedWorld.Result result = SimulatedWorld.run(seed, KeyMachine::new);
      assertThat(result.violation()).isNull();
      good += result.good();
      refused += result.refused();
      unavailable += result.unavailable();
    }
    // Without many answers of each kind, the simulation would prove nothing.
    assertThat(good).isGreaterThan(100_000);
    assertThat(refused).isGreaterThan(5_000);
    assertThat(unavailable).isGreaterThan(5_000);
  }

  @ParameterizedTest
  @EnumSource(Mutants.class)
  void detectsEveryMutant(Mutants mutant) {
    String simulated = violationInSimulation(mutant);

    assertThat(Objects.requireNonNullElse(simulated, violationInSearch(mutant))).isNotEmpty();
  }

  private static @Nullable String violationInSimulation(Mutants mutant) {
    for (int seed = 1; seed <= WORLDS; seed++) {
      String violation = SimulatedWorld.run(seed, mutant).violation();
      if (violation != null) {
        return violation;
      }
    }
    return null;
  }

  private static String violationInSearch(Mutants mutant) {
    return KeySearch.search(mutant.apply(KeyRules.DEFAULT), SEARCH_DEPTH).violation();
  }
}
