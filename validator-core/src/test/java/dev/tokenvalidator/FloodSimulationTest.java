package dev.tokenvalidator;

import static dev.tokenvalidator.QueueSimulation.MILLIS;
import static dev.tokenvalidator.QueueSimulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.QueueSimulation.Clients;
import dev.tokenvalidator.QueueSimulation.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which tokens are accepted during floods, in virtual time. The queue has two places, and a
 * signature takes two milliseconds, as ES384 does with the platform's own provider.
 */
@Tag("search")
class FloodSimulationTest {

  private static final Duration VERIFICATION_TIME = Duration.ofMillis(2);
  private static final Duration SHORT_PAUSE = Duration.ofNanos(200_000);
  private static final int CLIENTS = 60;
  private static final int SEEDS = 3;

  private static QueueSimulation simulation(long seed) {
    return new QueueSimulation(2, VERIFICATION_TIME, seed);
  }

  /** Starts all clients at the same moment. */
  private static Clients startClients(QueueSimulation simulation, IntFunction<String> source) {
    Clients clients = simulation.new Clients();
    simulation.after(
        SECOND,
        () -> {
          for (int i = 0; i < CLIENTS; i++) {
            clients.start(source.apply(i));
          }
        });
    return clients;
  }

  /** Starts clients one after the other, each with a new token. */
  private static Clients startOneByOne(QueueSimulation simulation, IntFunction<String> source) {
    Clients clients = simulation.new Clients();
    for (int i = 0; i < 200; i++) {
      String from = source.apply(i);
      simulation.after(2 * SECOND + i * (50 * MILLIS), () -> clients.start(from));
    }
    return clients;
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 16, 32, 70})
  void acceptsAllClientsWhileAnotherSourceAttacks(int connections) {
    for (int seed = 0; seed < SEEDS; seed++) {
      QueueSimulation simulation = simulation(seed);
      simulation.attack("attacker", connections, SHORT_PAUSE);
      Clients clients = startClients(simulation, i -> "client " + i);
      Clients later = startOneByOne(simulation, i -> "client " + (100 + i % 16));

      simulation.run(Duration.ofSeconds(15));

      assertThat(simulation.turns.isFlooded()).isTrue();
      assertThat(clients.refused()).isZero();
      assertThat(clients.accepted()).isEqualTo(CLIENTS);
      assertThat(clients.longestTimeToAcceptance()).isLessThan(SECOND);
      assertThat(later.refused()).isZero();
      assertThat(simulation.worthlessVerified).as("attackers are served").isGreaterThan(10_000);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 16, 32})
  void acceptsAllClientsOfOneAddressWhileAnotherSourceAttacks(int connections) {
    for (int seed = 0; seed < SEEDS; seed++) {
      QueueSimulation simulation = simulation(seed);
      simulation.attack("attacker", connections, SHORT_PAUSE);
      Clients clients = startClients(simulation, i -> "office");

      simulation.run(Duration.ofSeconds(15));

      assertThat(clients.refused()).isZero();
      assertThat(clients.accepted()).isEqualTo(CLIENTS);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 16, 64})
  void sharesVerificationsFairlyWhenHalfOfTheSourcesAttack(int sources) {
    for (int seed = 0; seed < SEEDS; seed++) {
      QueueSimulation simulation = simulation(seed);
      for (int i = 0; i < sources; i++) {
        simulation.attack("attacker " + i, 2, SHORT_PAUSE);
        simulation.connectGoodClients("client " + i, 2);
      }
      Clients clients = startClients(simulation, i -> "client " + i % sources);

      simulation.run(Duration.ofSeconds(15));

      assertThat(simulation.goodVerified).isGreaterThan(simulation.worthlessVerified);
      assertThat(simulation.worthlessVerified).as("attackers are served").isGreaterThan(500);
      assertThat(clients.accepted()).isEqualTo(CLIENTS);
    }
  }

  @ParameterizedTest
  @CsvSource({"4, 0.05", "8, 0.1", "16, 0.2", "32, 0.35"})
  void servesClientsThatShareTheAttackersAddress(int connections, double atMost) {
    for (int seed = 0; seed < SEEDS; seed++) {
      QueueSimulation simulation = simulation(seed);
      simulation.attack("proxy", connections, SHORT_PAUSE);
      Clients clients = startClients(simulation, i -> "proxy");
      Clients later = startOneByOne(simulation, i -> "proxy");

      simulation.run(Duration.ofSeconds(15));

      assertThat(clients.refusedShare()).isLessThan(atMost);
      assertThat(clients.accepted()).isEqualTo(CLIENTS);
      assertThat(clients.longestTimeToAcceptance()).isLessThan(10 * SECOND);
      assertThat(later.refused()).isZero();
      assertThat(simulation.mostWaiting()).isLessThanOrEqualTo(VerificationTurns.FLOOD_WAITING);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void acceptsProvenSourcesWhileTenThousandSourcesAttack(int seed) {
    QueueSimulation simulation = simulation(seed);
    for (int i = 0; i < CLIENTS; i++) {
      String source = "client " + i;
      simulation.present(source, simulation.freshToken(), true, outcome -> {});
    }
    simulation.run(Duration.ofSeconds(1));
    for (int i = 0; i < 10_000; i++) {
      simulation.attack("attacker " + i, 1, Duration.ofSeconds(1));
    }
    Clients clients = startClients(simulation, i -> "client " + i);
    Clients later = startOneByOne(simulation, i -> "client " + i % CLIENTS);

    simulation.run(Duration.ofSeconds(13));

    assertThat(simulation.worthlessVerified).isGreaterThan(10_000);
    assertThat(clients.refused()).isZero();
    assertThat(later.refused()).isZero();
    assertThat(later.accepted()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 64})
  void givesAttackersNoAdvantageForOneGoodToken(int connections) {
    for (int seed = 0; seed < SEEDS; seed++) {
      QueueSimulation simulation = simulation(seed);
      for (int i = 0; i < 8; i++) {
        simulation.present("insider " + i, simulation.freshToken(), true, outcome -> {});
        simulation.attack("insider " + i, connections / 8, SHORT_PAUSE);
      }
      Clients clients = startClients(simulation, i -> "client " + i);
      Clients later = startOneByOne(simulation, i -> "client " + (100 + i));

      simulation.run(Duration.ofSeconds(15));

      assertThat(clients.refused()).isZero();
      assertThat(later.refused()).isZero();
      assertThat(clients.longestTimeToAcceptance()).isLessThan(SECOND);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 32})
  void servesTheSourceOfABrokenClientWhileAnotherSourceAttacks(int connections) {
    for (int seed = 0; seed < SEEDS; seed++) {
      QueueSimulation simulation = simulation(seed);
      simulation.present("office", simulation.freshToken(), true, outcome -> {});
      simulation.attack("office", 1, Duration.ofMillis(100));
      simulation.attack("attacker", connections, SHORT_PAUSE);
      Clients later = startOneByOne(simulation, i -> "office");

      simulation.run(Duration.ofSeconds(15));

      assertThat(later.refused()).isZero();
      assertThat(later.accepted()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10})
  void reportsNoFloodForOneBrokenClient(int triesPerSecond) {
    QueueSimulation simulation = simulation(0);
    for (int i = 0; i < 600 * triesPerSecond; i++) {
      simulation.after(
          i * (SECOND / triesPerSecond),
          () -> simulation.present("broken", simulation.freshToken(), false, outcome -> {}));
    }
    Clients clients = startClients(simulation, i -> "broken");

    simulation.run(Duration.ofMinutes(10));

    assertThat(simulation.floodChanges).isEmpty();
    assertThat(clients.refused()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void acceptsABurstOfClientsAfterAFlood(int seed) {
    QueueSimulation simulation = simulation(seed);
    for (int i = 0; i < 64; i++) {
      simulation.present("any", simulation.freshToken(), false, outcome -> {});
    }
    simulation.after(
        12 * SECOND,
        () -> {
          simulation.present("any", simulation.freshToken(), false, outcome -> {});
        });
    Clients burst = simulation.new Clients();
    simulation.after(
        12 * SECOND + MILLIS,
        () -> {
          for (int i = 0; i < 200; i++) {
            burst.start("any");
          }
        });

    simulation.run(Duration.ofSeconds(20));

    assertThat(simulation.floodChanges).hasSize(2);
    assertThat(burst.refused()).isZero();
    assertThat(burst.accepted()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(ints = {3_000, 30_000})
  void answersEveryCallerWithinTwoSeconds(int callers) {
    QueueSimulation simulation = simulation(0);
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      simulation.present("any", simulation.freshToken(), true, outcomes::add);
    }

    simulation.run(Duration.ofMillis(2_001));

    assertThat(outcomes).hasSizeBetween(callers - 2, callers);
    assertThat(outcomes.stream().filter(Outcome.ACCEPTED::equals).count()).isGreaterThan(1_900);
    assertThat(simulation.longestWait).isLessThanOrEqualTo(2 * SECOND);
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 16_000})
  void verifiesATokenFewTimesWhenManyCallersPresentIt(int callers) {
    QueueSimulation simulation = simulation(0);
    List<Outcome> outcomes = new ArrayList<>();
    String token = simulation.freshToken();
    for (int i = 0; i < callers; i++) {
      simulation.present("any", token, true, outcomes::add);
    }

    simulation.run(Duration.ofSeconds(1));

    assertThat(outcomes).hasSize(callers).containsOnly(Outcome.ACCEPTED);
    assertThat(simulation.goodVerified).isLessThanOrEqualTo(3);
  }
}
