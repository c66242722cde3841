package dev.tokenvalidator.benchmarks.speed;

import static dev.tokenvalidator.benchmarks.speed.Library.*;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The validations that the report needs. What is compared comes next to one another: a machine is
 * not the same for long.
 */
final class RequiredMeasurements {

  /** The rows of the table: what validates whole tokens, and the signature alone. */
  static final Set<Library> TABLE =
      EnumSet.of(
          RAW,
          OURS,
          OURS_BC,
          OURS_ACCP,
          NIMBUS,
          SPRING,
          JOSE4J,
          JAVA_JWT_JWKS_RSA,
          JJWT,
          OURS_WARM);

  private RequiredMeasurements() {}

  static List<Measurement> all() {
    List<Measurement> all = new ArrayList<>();
    for (Algorithm algorithm : Algorithm.values()) {
      Set<Library> libraries = EnumSet.copyOf(TABLE);
      switch (algorithm) {
        case RS256 -> libraries.addAll(EnumSet.allOf(Library.class));
        case ES256, ES384 -> {}
        case EDDSA -> libraries.removeIf(library -> !library.has(algorithm));
      }
      libraries.forEach(library -> all.add(new Measurement(library, algorithm)));
    }
    return all;
  }
}
