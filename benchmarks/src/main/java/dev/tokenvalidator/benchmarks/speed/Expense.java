package dev.tokenvalidator.benchmarks.speed;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What one measuring thread has spent between the set-up and the end of an iteration, and for how
 * many operations: its own CPU time, so that neighbours on the machine do not count. The public
 * fields are what JMH adds up.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class Expense {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Operations, also those for which JMH waits for its other threads. */
  public long operations;

  public long cpuNanos;

  public long allocatedBytes;

  public long blocked;

  private long calls;
  private int token;
  private long cpuBefore;
  private long bytesBefore;
  private long blockedBefore;

  /** Made by JMH. */
  public Expense() {}

  /** Reads the counters of this thread; the CPU time last. */
  @Setup(Level.Iteration)
  public void begin() {
    calls = 0;
    blockedBefore = blockedCount();
    bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
    cpuBefore = THREADS.getCurrentThreadCpuTime();
  }

  /** Reads them again, in the opposite order. */
  @TearDown(Level.Iteration)
  public void end() {
    cpuNanos = THREADS.getCurrentThreadCpuTime() - cpuBefore;
    allocatedBytes = THREADS.getCurrentThreadAllocatedBytes() - bytesBefore;
    blocked = blockedCount() - blockedBefore;
    operations = calls;
  }

  /** Counts an operation, and says which token it is for: all of them in turn. */
  int next(int tokens) {
    calls++;
    int current = token;
    token = current + 1 < tokens ? current + 1 : 0;
    return current;
  }

  private static long blockedCount() {
    return THREADS.getThreadInfo(Thread.currentThread().getId()).getBlockedCount();
  }
}
