package dev.tokenvalidator.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What one scenario showed.
 *
 * @param scenario what was done to the issuer
 * @param requests the valid requests
 * @param mayWait whether these requests are such that have to wait for a fetch
 * @param issuerRequests what the issuer was asked meanwhile
 * @param bound how much it may be asked by design
 */
record LoadResult(
    String scenario, ValidRequests requests, boolean mayWait, long issuerRequests, long bound) {

  private static final double P50 = 0.5;
  private static final double P99 = 0.99;

  static TextTable table() {
    return new TextTable(
        "scenario",
        "valid requests",
        "failed",
        "issuer requests",
        "bound",
        "fetches by caller",
        "waits",
        "longest with a wait, us",
        "blocks",
        "p50 us",
        "p99 us",
        "/ quiet",
        "p99 CPU us",
        "/ quiet");
  }

  /** What can be said before the quiet runs to compare it with are over. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%s: %d valid requests, %d failed, p50 %.2f us, p99 %.2f us, the issuer asked %d times"
            + " (bound %d)",
        scenario,
        requests.made(),
        requests.failed(),
        requests.latencies().micros(P50),
        requests.latencies().micros(P99),
        issuerRequests,
        bound);
  }

  /**
   * Cells for the table.
   *
   * @param before a quiet run before this one
   * @param after a quiet run after it
   */
  List<String> cells(LoadResult before, LoadResult after) {
    double p99 = requests.latencies().micros(P99);
    double quietP99 =
        Latencies.of(before.requests.latencies(), after.requests.latencies()).micros(P99);
    double cpuP99 = requests.cpuTimes().micros(P99);
    double quietCpuP99 =
        Latencies.of(before.requests.cpuTimes(), after.requests.cpuTimes()).micros(P99);
    return List.of(
        scenario,
        String.valueOf(requests.made()),
        String.valueOf(requests.failed()),
        String.valueOf(issuerRequests),
        String.valueOf(bound),
        String.valueOf(requests.fetches()),
        requests.waits() + (mayWait ? " (expected)" : ""),
        requests.waits() == 0 ? "-" : decimal(requests.longestWithWait() / 1_000.0),
        String.valueOf(requests.blocks()),
        decimal(requests.latencies().micros(P50)),
        decimal(p99),
        decimal(p99 / quietP99),
        decimal(cpuP99),
        decimal(cpuP99 / quietCpuP99));
  }

  /** What should have been 0, or within the bound, and was not; empty where all is well. */
  List<String> misses() {
    List<String> misses = new ArrayList<>();
    if (requests.failed() > 0) {
      misses.add(
          requests.failed() + " valid requests failed, the first with " + requests.firstFailure());
    }
    if (issuerRequests > bound) {
      misses.add("the issuer was asked " + issuerRequests + " times, more than " + bound);
    }
    if (requests.fetches() > 0) {
      misses.add("the caller's thread made " + requests.fetches() + " fetches itself");
    }
    if (requests.waits() > 0 && !mayWait) {
      misses.add(
          "the caller's thread waited "
              + requests.waits()
              + " times, at most "
              + requests.longestWithWait() / 1_000
              + " us");
    }
    return misses.stream().map(miss -> scenario + ": " + miss).toList();
  }

  private static String decimal(double number) {
    return String.format(Locale.ROOT, "%.2f", number);
  }
}
