package dev.tokenvalidator.benchmarks.speed;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The CPU time that a process has taken so far, as seen from outside. */
final class ProcessCpu {

  private ProcessCpu() {}

  /** In nanoseconds; where the system does not tell them, in its ticks of about 10 ms. */
  static long nanos(Process process) {
    Path tasks = Path.of("/proc", String.valueOf(process.pid()), "task");
    long sum = 0;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      for (Path thread : threads) {
        String statistics = Files.readString(thread.resolve("schedstat"));
        sum += Long.parseLong(statistics.substring(0, statistics.indexOf(' ')));
      }
      return sum;
    } catch (IOException | NumberFormatException e) {
      return process
          .info()
          .totalCpuDuration()
          .map(Duration::toNanos)
          .orElseThrow(() -> new IllegalStateException("the system tells no CPU time", e));
    }
  }
}
