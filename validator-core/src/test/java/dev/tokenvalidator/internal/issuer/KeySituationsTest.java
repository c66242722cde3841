package dev.tokenvalidator.internal.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.internal.issuer.KeySituations.Figures;
import dev.tokenvalidator.internal.issuer.KeySituations.Situation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a rotation without grace costs valid tokens; docs/keys.md shows the figures. */
@Tag("slow")
class KeySituationsTest {

  private static Figures now(Situation situation) {
    return KeySituations.figures(situation, KeySituations::now);
  }

  @ParameterizedTest
  @EnumSource(Situation.class)
  void refusesNoValidTokenInAnySituation(Situation situation) {
    assertThat(now(situation).unauthorized()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = Situation.class,
      names = {"STALE_CLIENT.*", "ONE_JUNK_TOKEN", "OLD_TOKENS"},
      mode = EnumSource.Mode.MATCH_ANY)
  void acceptsEveryValidTokenBesideStaleOnes(Situation situation) {
    assertThat(now(situation).ok()).isEqualTo(1);
  }

  @Test
  void limitsTheCostOfAFlood() {
    assertThat(now(Situation.FLOOD).ok()).isGreaterThanOrEqualTo(0.9);
    assertThat(now(Situation.FLOOD).fetches()).isLessThanOrEqualTo(11);
    assertThat(now(Situation.FLOOD_BEFORE).ok()).isGreaterThan(0.88);
    assertThat(now(Situation.FLOOD_BEFORE).fetches()).isLessThanOrEqualTo(11);
  }

  @Test
  void limitsTheCostOfAFailedFetch() {
    assertThat(now(Situation.FIRST_FETCH_FAILS).ok()).isGreaterThanOrEqualTo(0.98);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 5, 20, 30, 45, 60, 90})
  void acceptsEveryTokenBesideALoneStaleClient(double seconds) {
    Figures now = KeySituations.staleClient(seconds, KeySituations::now);

    assertThat(now.ok()).isEqualTo(1);
    assertThat(now.fetches()).isLessThanOrEqualTo(3);
  }

  @Test
  void detectsTheCostOfTheFormerRule() {
    Figures before = KeySituations.figures(Situation.STALE_CLIENT_EVERY_10_S, FormerService::new);

    assertThat(before.unauthorized()).isGreaterThan(0.1);
  }
}
