package dev.tokenvalidator.benchmarks.keys;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/** Runs {@link KeyLoadBenchmark} with each trouble, and ends with status 1 when one fails. */
public final class KeyLoadRun {

  private KeyLoadRun() {}

  /**
   * Runs in about a minute and a half.
   *
   * @param args options of JMH; {@code -p trouble=JUNK,QUIET} chooses
   */
  public static void main(String[] args) throws Exception {
    ForkedJvms.useThisClassPath();
    CommandLineOptions asked = new CommandLineOptions(args);
    Collection<String> wanted = asked.getParameter("trouble").orElse(List.of());
    List<RunResult> results = new ArrayList<>();
    List<Trouble> missed = new ArrayList<>();
    for (Trouble trouble : Trouble.values()) {
      if (wanted.isEmpty() || wanted.contains(trouble.name())) {
        String benchmark = trouble == Trouble.JUNK ? "flood" : "valid";
        try {
          results.addAll(
              new Runner(
                      ForkedJvms.options(asked, KeyLoadBenchmark.class, benchmark)
                          .param("trouble", trouble.name())
                          .shouldFailOnError(true)
                          .build())
                  .run());
        } catch (RunnerException e) {
          System.out.println(e);
          missed.add(trouble);
        }
      }
    }
    ResultFormatFactory.getInstance(ResultFormatType.TEXT, System.out).writeOut(results);
    System.out.println(missed.isEmpty() ? "no goal missed" : "MISSED: " + missed);
    if (!missed.isEmpty()) {
      System.exit(1);
    }
  }
}
