package dev.tokenvalidator.benchmarks;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Valid requests at full speed on one thread, while the issuer of the keys is silent, rotates, or
 * is flooded with junk key ids: what the callers notice of it. Ends with status 1 if a valid
 * request fails or waits for a fetch, or if the issuer is asked more often than the design allows.
 */
public final class KeyLoadRun {

  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final Duration TIME = Duration.ofSeconds(8);

  private KeyLoadRun() {}

  /**
   * Runs all scenarios, in about a minute and a half, and prints each when it is over.
   *
   * @param args none
   */
  public static void main(String[] args) {
    QuietLog.begin();
    QuietLoad.run("warm-up", "RS256", WARM_UP);
    QuietLoad.run("warm-up", RotationLoad.ALGORITHM, WARM_UP);

    LoadResult before = done(QuietLoad.run("quiet, before", "RS256", TIME));
    OutageLoad.Result outage = OutageLoad.run(TIME);
    done(outage.load());
    JunkLoad.Result junk = JunkLoad.run(TIME);
    done(junk.load());
    LoadResult after = done(QuietLoad.run("quiet, after", "RS256", TIME));
    List<LoadResult> withRsa = List.of(before, outage.load(), junk.load(), after);

    LoadResult beforeRotations = done(QuietLoad.run("quiet, before", RotationLoad.ALGORITHM, TIME));
    List<LoadResult> withEdDsa =
        new ArrayList<>(List.of(beforeRotations, done(RotationLoad.run())));
    for (LoadResult result : ReplacementLoad.run()) {
      withEdDsa.add(done(result));
    }
    LoadResult afterRotations = done(QuietLoad.run("quiet, after", RotationLoad.ALGORITHM, TIME));
    withEdDsa.add(afterRotations);

    List<String> misses = new ArrayList<>();
    System.out.println(surroundings());
    System.out.println("tokens of RS256:");
    print(withRsa, before, after, misses);
    System.out.println("tokens of " + RotationLoad.ALGORITHM + ":");
    print(withEdDsa, beforeRotations, afterRotations, misses);
    System.out.println("outage: " + outage.pastTheLimit());
    System.out.println("junk: " + junk.junk());
    if (!outage.isAsDesigned()) {
      misses.add(outage.pastTheLimit());
    }

    if (!misses.isEmpty()) {
      System.out.println("MISSED:");
      misses.forEach(System.out::println);
      System.exit(1);
    }
    System.out.println("no goal missed");
  }

  /** So that what was seen is not lost if a later one comes to nothing. */
  private static LoadResult done(LoadResult result) {
    System.out.println(result.line());
    result.misses().forEach(miss -> System.out.println("  missed: " + miss));
    return result;
  }

  private static void print(
      List<LoadResult> results, LoadResult before, LoadResult after, List<String> misses) {
    TextTable table = LoadResult.table();
    for (LoadResult result : results) {
      table.add(result.cells(before, after));
      misses.addAll(result.misses());
    }
    System.out.print(table);
  }

  private static String surroundings() {
    var system = ManagementFactory.getOperatingSystemMXBean();
    return String.format(
        Locale.ROOT,
        "Java %s, %d processors, load average %.1f; %d s a scenario, rotations as long as they"
            + " take; quiet is the two quiet runs together",
        Runtime.version(),
        system.getAvailableProcessors(),
        system.getSystemLoadAverage(),
        TIME.toSeconds());
  }
}
