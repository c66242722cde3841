package dev.tokenvalidator.benchmarks.speed;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * CPU time from the start of a JVM to its first validated token. JMH's own classes would count in a
 * process of JMH's, so this one is started bare.
 */
final class FirstToken {

  static final List<Algorithm> ALGORITHMS = List.of(Algorithm.RS256, Algorithm.ES256);

  private static final int STARTS = 9;

  private FirstToken() {}

  /**
   * Validates one token, says so, and waits to be ended.
   *
   * @param args the library, the directory of the tokens, the algorithm
   */
  public static void main(String[] args) throws Exception {
    IssuedTokens tokens = IssuedTokens.read(Path.of(args[1]), Algorithm.valueOf(args[2]), 1);
    Validation validation =
        args[0].equals("ours")
            ? OurValidation.ofTokens(OurValidation.remembering(tokens))
            : new NimbusValidation(tokens);
    validation.validate(tokens.good().get(0));
    System.out.println("validated");
    if (System.in.read() >= 0) {
      throw new IllegalStateException("no input was expected");
    }
  }

  /** The median of this library divided by that of Nimbus; they take turns. */
  static double oursToNimbus(String java, Path tokens, Algorithm algorithm) throws IOException {
    List<Double> ours = new ArrayList<>();
    List<Double> nimbus = new ArrayList<>();
    for (int i = 0; i <= STARTS; i++) {
      ours.add(start(java, "ours", tokens, algorithm));
      nimbus.add(start(java, "nimbus", tokens, algorithm));
    }
    // The first of each reads the class path from the disk.
    return Summary.of(ours.subList(1, STARTS + 1)).median()
        / Summary.of(nimbus.subList(1, STARTS + 1)).median();
  }

  private static double start(String java, String library, Path tokens, Algorithm algorithm)
      throws IOException {
    Process process =
        new ProcessBuilder(
                java,
                "-cp",
                System.getProperty("java.class.path"),
                FirstToken.class.getName(),
                library,
                tokens.toString(),
                algorithm.name())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader output = process.inputReader()) {
      if (!"validated".equals(output.readLine())) {
        throw new IOException(library + " has not validated a token of " + algorithm);
      }
      return cpuNanos(process);
    } finally {
      process.destroyForcibly();
    }
  }

  /** From Linux in nanoseconds, from other systems in ticks of about 10 ms. */
  private static long cpuNanos(Process process) throws IOException {
    Path threads = Path.of("/proc", String.valueOf(process.pid()), "task");
    if (!Files.isDirectory(threads)) {
      return process.info().totalCpuDuration().orElseThrow().toNanos();
    }
    long sum = 0;
    try (DirectoryStream<Path> each = Files.newDirectoryStream(threads)) {
      for (Path thread : each) {
        String statistics = Files.readString(thread.resolve("schedstat"));
        sum += Long.parseLong(statistics.substring(0, statistics.indexOf(' ')));
      }
    }
    return sum;
  }
}
