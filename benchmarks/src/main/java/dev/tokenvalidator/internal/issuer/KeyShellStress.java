package dev.tokenvalidator.internal.issuer;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.tokenvalidator.keys.KeySetEvent;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * The threads of a key source, each pair of things that may happen at once, many thousand times.
 */
final class KeyShellStress {

  private KeyShellStress() {}

  /** A wake-up that is lost ends the wait after a second, without success. */
  @JCStressTest
  @State
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "The waiter is released.")
  @Outcome(expect = FORBIDDEN, desc = "A wake-up is lost.")
  public static class ReleasesWhoeverWaits {

    private final KeyWaiters waiters = new KeyWaiters();
    private final AtomicLong concluded = new AtomicLong();

    @Actor
    public void caller(Z_Result result) {
      result.r1 =
          waiters.await(
              1,
              fetch -> concluded.get() >= fetch,
              System.nanoTime() + Duration.ofSeconds(1).toNanos());
    }

    @Actor
    public void fetch() {
      concluded.set(1);
      waiters.release(1);
    }
  }

  /** The same with the shell: who waits is released once the set can be seen, and not before. */
  @JCStressTest
  @State
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "The caller sees the set.")
  @Outcome(expect = FORBIDDEN, desc = "A wake-up is lost, or comes before the set.")
  public static class ShowsTheSetToWhoeverWaits {

    private final StressedSource source = StressedSource.thatHangs();

    public ShowsTheSetToWhoeverWaits() {
      source.shell.step(new Event.Ask(null));
    }

    @Actor
    public void caller(ZZ_Result result) {
      result.r1 = source.await(1);
      result.r2 = source.shell.snapshot().keys() != null;
    }

    @Actor
    public void fetch() {
      source.shell.fetched(1, StressedSource.ANSWER);
    }
  }

  /** What the steps of several threads ask for is done in the order of the steps. */
  @JCStressTest
  @State
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "All is done in order.")
  @Outcome(expect = FORBIDDEN, desc = "Something is not done, or too early, or too late.")
  public static class DoesWhatTheStepsAskForInOrder {

    private final StressedSource source = StressedSource.thatFails();

    @Actor
    public void oneCaller() {
      source.shell.step(new Event.Ask("one"));
    }

    @Actor
    public void anotherCaller() {
      source.shell.step(new Event.Demand());
    }

    @Arbiter
    public void afterwards(Z_Result result) {
      result.r1 = source.isInOrder();
    }
  }

  /** An answer that comes at its deadline is used or late, and what it showed is told once. */
  @JCStressTest
  @State
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "It is concluded once.")
  @Outcome(expect = FORBIDDEN, desc = "It is concluded twice, or never, or something is untold.")
  public static class ConcludesAFetchOnce {

    private final StressedSource source = StressedSource.thatHangs();

    public ConcludesAFetchOnce() {
      source.shell.step(new Event.Ask(null));
    }

    @Actor
    public void fetch() {
      source.shell.fetched(1, StressedSource.ANSWER);
    }

    @Actor
    public void timer(ZZ_Result result) {
      source.shell.deadline(1);
      result.r1 = source.await(1);
    }

    @Arbiter
    public void afterwards(ZZ_Result result) {
      result.r2 =
          source.count(KeySetEvent.Loaded.class) + source.count(KeySetEvent.LoadFailed.class) == 1
              && source.count(KeySetEvent.KeyDistrusted.class) == 1;
    }
  }

  /** Whoever asks while it is closed waits for nothing, and no alarm is left. */
  @JCStressTest
  @State
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "Nothing is left.")
  @Outcome(expect = FORBIDDEN, desc = "A caller waits, or an alarm is left.")
  public static class LeavesNothingBehind {

    private final StressedSource source = StressedSource.thatHangs().withDueSet();

    @Actor
    public void caller(ZZ_Result result) {
      source.shell.step(new Event.Ask("another"));
      result.r1 = source.await(2);
    }

    @Actor
    public void application() {
      source.shell.close();
    }

    @Arbiter
    public void afterwards(ZZ_Result result) {
      result.r2 = source.alarms() == 0;
    }
  }

  /** Of those who have their key, one begins the fetch that is due. */
  @JCStressTest
  @State
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "One fetch is begun.")
  @Outcome(expect = FORBIDDEN, desc = "None is begun, or two are.")
  public static class BeginsAFetchThatIsDueOnce {

    private final StressedSource source = StressedSource.thatHangs().withDueSet();

    @Actor
    public void oneCaller() {
      source.wakeIfDue();
    }

    @Actor
    public void anotherCaller() {
      source.wakeIfDue();
    }

    @Arbiter
    public void afterwards(Z_Result result) {
      result.r1 = source.begun() == 2 && source.shell.snapshot().state().begun() == 2;
    }
  }
}
