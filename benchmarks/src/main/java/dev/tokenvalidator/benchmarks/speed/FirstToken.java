package dev.tokenvalidator.benchmarks.speed;

import dev.tokenvalidator.benchmarks.keys.ForkedJvms;
import java.io.IOException;
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
   * Validates one token and prints the CPU time until then, in nanoseconds.
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
    System.out.println(ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos());
  }

  /** The median of this library divided by that of Nimbus; they take turns. */
  static double oursToNimbus(String java, Path tokens, Algorithm algorithm) throws IOException {
    List<Double> ours = new ArrayList<>();
    List<Double> nimbus = new ArrayList<>();
    for (int i = 0; i <= STARTS; i++) {
      ours.add(cpuNanos(java, "ours", tokens, algorithm));
      nimbus.add(cpuNanos(java, "nimbus", tokens, algorithm));
    }
    // The first of each reads the class path from the disk.
    return Summary.of(ours.subList(1, STARTS + 1)).median()
        / Summary.of(nimbus.subList(1, STARTS + 1)).median();
  }

  private static double cpuNanos(String java, String library, Path tokens, Algorithm algorithm)
      throws IOException {
    return ForkedJvms.number(java, FirstToken.class, library, tokens.toString(), algorithm.name());
  }
}
