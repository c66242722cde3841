package dev.tokenvalidator.benchmarks.speed;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * CPU time of one measuring thread in an iteration. JMH's own score is wall time, in which other
 * programs on the machine count.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class CpuCounters {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  public long operations;

  public long cpuNanos;

  private long cpuBefore;

  @Setup(Level.Iteration)
  public void begin() {
    operations = 0;
    cpuBefore = THREADS.getCurrentThreadCpuTime();
  }

  @TearDown(Level.Iteration)
  public void end() {
    cpuNanos = THREADS.getCurrentThreadCpuTime() - cpuBefore;
  }
}
