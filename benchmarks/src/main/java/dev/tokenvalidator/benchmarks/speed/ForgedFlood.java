package dev.tokenvalidator.benchmarks.speed;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.ValidationUnavailableException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * A process in which a caller with a known token is served, first alone and then while {@value
 * #FORGERS_PER_PROCESSOR} threads for each processor present forged tokens: good headers, good
 * payloads, and the signature of another token. Times are wall time here, since waiting is what
 * would be seen.
 */
final class ForgedFlood {

  static final int TOKENS = 100;

  private static final int FORGERS_PER_PROCESSOR = 8;
  private static final int WARM_UP = 200_000;
  private static final Duration SETTLE = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofMillis(1);

  private final Validation validation;
  private final List<String> tokens;
  private final Duration phase;
  private final LongAdder refused = new LongAdder();
  private final LongAdder unavailable = new LongAdder();
  private volatile boolean over;

  private ForgedFlood(IssuedTokens tokens, AccessTokenValidator validator, Duration phase) {
    this.validation = OurValidations.ofHeaders(validator);
    this.tokens = tokens.good();
    this.phase = phase;
  }

  /**
   * Runs it.
   *
   * @param args the directory of the tokens, the algorithm, milliseconds for each half
   */
  public static void main(String[] args) throws Exception {
    IssuedTokens tokens = IssuedTokens.read(Path.of(args[0]), Algorithm.valueOf(args[1]), TOKENS);
    new ForgedFlood(
            tokens, OurValidations.remembering(tokens), Duration.ofMillis(Long.parseLong(args[2])))
        .run();
  }

  private void run() throws Exception {
    byte[] header = ("Bearer " + tokens.get(0)).getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < WARM_UP; i++) {
      request(header);
    }
    ChildReport.tell(Probe.QUIET_P99_NANOS, percentile99(header));

    for (int i = 0; i < FORGERS_PER_PROCESSOR * Runtime.getRuntime().availableProcessors(); i++) {
      Thread forger = new Thread(this::forge, "forger");
      forger.setDaemon(true);
      forger.start();
    }
    Thread.sleep(SETTLE.toMillis());
    refused.reset();
    unavailable.reset();
    double nanos = percentile99(header);
    double seconds = phase.toMillis() / 1e3;
    ChildReport.tell(Probe.FLOOD_P99_NANOS, nanos);
    ChildReport.tell(Probe.FORGED_REFUSED_PER_SECOND, refused.sum() / seconds);
    ChildReport.tell(Probe.FORGED_UNAVAILABLE_PER_SECOND, unavailable.sum() / seconds);
    over = true;
  }

  private double percentile99(byte[] header) throws Exception {
    long[] times = new long[(int) (phase.toNanos() / PAUSE.toNanos())];
    int count = 0;
    long end = System.nanoTime() + phase.toNanos();
    while (System.nanoTime() < end && count < times.length) {
      times[count++] = request(header);
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    long[] sorted = Arrays.copyOf(times, count);
    Arrays.sort(sorted);
    return sorted[(int) (count * 0.99)];
  }

  private long request(byte[] header) throws Exception {
    long start = System.nanoTime();
    validation.validate(new String(header, StandardCharsets.ISO_8859_1));
    return System.nanoTime() - start;
  }

  private void forge() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    while (!over) {
      int one = random.nextInt(tokens.size());
      int other = (one + 1 + random.nextInt(tokens.size() - 1)) % tokens.size();
      try {
        validation.validate("Bearer " + forged(tokens.get(one), tokens.get(other)));
        throw new AssertionError("a forged token was let in");
      } catch (ValidationUnavailableException e) {
        unavailable.increment();
      } catch (Exception e) {
        refused.increment();
      }
      // Or they would be busy with being turned away, and a network is slower.
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private static String forged(String token, String other) {
    return token.substring(0, token.lastIndexOf('.')) + other.substring(other.lastIndexOf('.'));
  }
}
