package dev.tokenvalidator.internal.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** 500 simulated worlds with faults; {@link SimulatedWorld} runs more, or one by its seed. */
@Tag("slow")
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
      assertThat(result.broken()).isNull();
      good += result.good();
      refused += result.refused();
      unavailable += result.unavailable();
    }
    // Worlds without events would prove nothing.
    assertThat(good).isGreaterThan(100_000);
    assertThat(refused).isGreaterThan(5_000);
    assertThat(unavailable).isGreaterThan(5_000);
  }

  @ParameterizedTest
  @EnumSource(Mutants.class)
  void detectsEveryMutant(Mutants mutant) {
    String found = simulated(mutant);

    assertThat(Objects.requireNonNullElse(found, searched(mutant))).isNotEmpty();
  }

  private static @Nullable String simulated(Mutants mutant) {
    for (int seed = 1; seed <= WORLDS; seed++) {
      String broken = SimulatedWorld.run(seed, mutant).broken();
      if (broken != null) {
        return broken;
      }
    }
    return null;
  }

  private static String searched(Mutants mutant) {
    return KeySearch.search(mutant.apply(KeyRules.DEFAULT), SEARCH_DEPTH).broken();
  }
}
