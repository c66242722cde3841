package dev.tokenvalidator.benchmarks.speed;

import dev.tokenvalidator.AccessTokenValidator;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A process that fills the cache of this library, and sees by how much the heap grows. */
final class RetainedMemory {

  private static final long ROOM = 256L * 1024 * 1024;

  private RetainedMemory() {}

  /**
   * Runs it.
   *
   * @param args the directory of the tokens, the algorithm
   */
  public static void main(String[] args) throws Exception {
    IssuedTokens tokens =
        IssuedTokens.read(Path.of(args[0]), Algorithm.valueOf(args[1]), Goals.MANY);
    // Classes, and what a library keeps once, are not to count.
    Validation other = OurValidations.ofHeaders(OurValidations.remembering(tokens, ROOM, null));
    for (String token : tokens.good().subList(0, 100)) {
      other.validate(header(token));
    }
    AccessTokenValidator validator = OurValidations.remembering(tokens, ROOM, null);
    Validation validation = OurValidations.ofHeaders(validator);
    long before = heapInUse();
    try {
      for (String token : tokens.good()) {
        validation.validate(header(token));
      }
      double grown = heapInUse() - before;
      if (validator.tokenCache().tokens() != tokens.good().size()) {
        throw new IllegalStateException("not all are remembered: " + validator.tokenCache());
      }
      ChildReport.tell(Probe.RETAINED_BYTES, grown / tokens.good().size());
    } finally {
      Reference.reachabilityFence(other);
      Reference.reachabilityFence(validator);
    }
    ChildReport.tell(
        Probe.TOKEN_CHARACTERS,
        tokens.good().stream().mapToInt(String::length).average().orElseThrow());
  }

  /** Text of its own, as each request has. */
  private static String header(String token) {
    byte[] bytes = ("Bearer " + token).getBytes(StandardCharsets.ISO_8859_1);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static long heapInUse() {
    for (int i = 0; i < 3; i++) {
      ManagementFactory.getMemoryMXBean().gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
