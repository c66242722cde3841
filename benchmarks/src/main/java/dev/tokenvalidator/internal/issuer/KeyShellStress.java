package dev.tokenvalidator.internal.issuer;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.tokenvalidator.keys.KeySetEvent;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/** Each pair of things that two threads of a key source may do at once. */
final class KeyShellStress {

  private KeyShellStress() {}

  /**
   * A caller that waits is released once the set can be seen, and not before. A lost wake-up ends
   * the wait after a second, without success.
   */
  @JCStressTest
  @State
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "The caller sees the set.")
  @Outcome(expect = FORBIDDEN, desc = "A wake-up is lost, or comes before the set.")
  public static class ReleasesWaitersOnceTheSetIsThere {

    private final StressedSource source = StressedSource.thatFetches();

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

  /** The effects of several threads' steps happen in the order of the steps. */
  @JCStressTest
  @State
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "All effects happen in order.")
  @Outcome(expect = FORBIDDEN, desc = "An effect is lost, or out of order.")
  public static class KeepsEffectsInOrder {

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

  /** An answer that comes at its deadline is either used or late, and is reported once. */
  @JCStressTest
  @State
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "The fetch is concluded once.")
  @Outcome(expect = FORBIDDEN, desc = "It is concluded twice or never, or an event is lost.")
  public static class ConcludesAFetchOnce {

    private final StressedSource source = StressedSource.thatFetches();

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

  /** A caller that asks during close() does not wait, and no alarm is left. */
  @JCStressTest
  @State
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "Nothing is left.")
  @Outcome(expect = FORBIDDEN, desc = "A caller waits, or an alarm is left.")
  public static class LeavesNothingBehindWhenClosed {

    private final StressedSource source = StressedSource.withDueSet();

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

  /** Of two callers that have their key, one begins the fetch that is due. */
  @JCStressTest
  @State
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "One fetch begins.")
  @Outcome(expect = FORBIDDEN, desc = "No fetch begins, or two do.")
  public static class BeginsADueFetchOnce {

    private final StressedSource source = StressedSource.withDueSet();

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
