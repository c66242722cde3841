package dev.tokenvalidator.internal.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.internal.issuer.KeySituations.Figures;
import dev.tokenvalidator.internal.issuer.KeySituations.Situation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How valid tokens are answered after a rotation without overlap; docs/keys.md shows the figures.
 */
@Tag("search")
class KeySituationsTest {

  private static Figures figures(Situation situation) {
    return KeySituations.figures(situation, KeySituations::presentService);
  }

  @ParameterizedTest
  @EnumSource(Situation.class)
  void refusesNoValidTokenInAnySituation(Situation situation) {
    assertThat(figures(situation).unauthorized()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = Situation.class,
      names = {"STALE_CLIENT.*", "ONE_JUNK_TOKEN", "OLD_TOKENS"},
      mode = EnumSource.Mode.MATCH_ANY)
  void acceptsEveryValidTokenDespiteStaleOnes(Situation situation) {
    assertThat(figures(situation).ok()).isEqualTo(1);
  }

  @Test
  void limitsTheCostOfAFlood() {
    assertThat(figures(Situation.FLOOD).ok()).isGreaterThanOrEqualTo(0.9);
    assertThat(figures(Situation.FLOOD).fetches()).isLessThanOrEqualTo(11);
    assertThat(figures(Situation.FLOOD_BEFORE).ok()).isGreaterThan(0.88);
    assertThat(figures(Situation.FLOOD_BEFORE).fetches()).isLessThanOrEqualTo(11);
  }

  @Test
  void limitsTheCostOfAFailedFetch() {
    assertThat(figures(Situation.FIRST_FETCH_FAILS).ok()).isGreaterThanOrEqualTo(0.98);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 5, 20, 30, 45, 60, 90})
  void acceptsEveryTokenDespiteOneStaleClient(double seconds) {
    Figures figures = KeySituations.staleClient(seconds, KeySituations::presentService);

    assertThat(figures.ok()).isEqualTo(1);
    assertThat(figures.fetches()).isLessThanOrEqualTo(3);
  }

  @Test
  void measuresWrongRefusalsOfTheFormerRule() {
    Figures former = KeySituations.figures(Situation.STALE_CLIENT_EVERY_10_S, FormerService::new);

    assertThat(former.unauthorized()).isGreaterThan(0.1);
  }
}
