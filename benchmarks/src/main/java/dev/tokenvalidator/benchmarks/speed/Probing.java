package dev.tokenvalidator.benchmarks.speed;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Measures what JMH does not.
 *
 * @param jvm that it runs on
 * @param tokens directory of the tokens
 * @param phase how long each half of the flood takes
 */
record Probing(ChildJvm jvm, Path tokens, Duration phase) {

  Map<Probe, Double> measure(Probe.Group group) throws IOException, InterruptedException {
    return switch (group) {
      case START -> new StartProbe(jvm, tokens).measure();
      case MEMORY ->
          ChildReport.of(
              jvm,
              RetainedMemory.class,
              // The collector whose heap is the same each time.
              List.of("-Xmx1g", "-XX:+UseSerialGC"),
              List.of(tokens.toString(), Algorithm.RS256.name()));
      case FLOOD ->
          ChildReport.of(
              jvm,
              ForgedFlood.class,
              jvm.options(),
              List.of(tokens.toString(), Algorithm.ES384.name(), String.valueOf(phase.toMillis())));
    };
  }
}
