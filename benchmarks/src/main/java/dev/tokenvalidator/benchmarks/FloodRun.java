package dev.tokenvalidator.benchmarks;

import dev.tokenvalidator.fixtures.TestIssuer;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Forged tokens of ES384 on the platform's own arithmetic, and clients with good tokens that nobody
 * has seen before: how many of these are told to come again, and how long it takes until all
 * clients of a restarted instance are in. Prints a table.
 */
public final class FloodRun {

  private static final int[] CONNECTIONS = {4, 8, 16, 32};
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final Duration LONGEST_RESTART = Duration.ofSeconds(12);

  private FloodRun() {}

  /**
   * Runs all floods, in five minutes at most.
   *
   * @param args how many seconds to count refusals in each flood; 8 without
   */
  public static void main(String[] args) throws Exception {
    Duration phase = Duration.ofSeconds(args.length == 0 ? 8 : Integer.parseInt(args[0]));
    QuietLog.begin();
    try (TestIssuer issuer = TestIssuer.builder().algorithm("ES384").start()) {
      List<String> tokens =
          Stream.generate(() -> issuer.token().mint()).limit(Flood.TOKENS).toList();
      Flood.warmUp(issuer, tokens, WARM_UP);
      TextTable table =
          new TextTable(
              "attacking connections", "sources", "first tokens refused", "60 clients in");
      for (int connections : CONNECTIONS) {
        for (FloodSources sources : FloodSources.values()) {
          try (Flood flood = new Flood(issuer, tokens, connections, sources)) {
            String refused = flood.refusedShare(phase);
            String restart = flood.timeUntilRestartedClientsAreIn(LONGEST_RESTART);
            table.add(List.of("" + connections, sources.title(), refused, restart));
            System.out.println(
                connections + ", " + sources.title() + ": " + refused + ", " + restart);
          }
        }
      }
      System.out.println(surroundings(phase));
      System.out.print(table);
    }
  }

  private static String surroundings(Duration phase) {
    var system = ManagementFactory.getOperatingSystemMXBean();
    return String.format(
        Locale.ROOT,
        "Java %s, %d processors, load average %.1f; ES384 of the platform, %d s a flood",
        Runtime.version(),
        system.getAvailableProcessors(),
        system.getSystemLoadAverage(),
        phase.toSeconds());
  }
}
