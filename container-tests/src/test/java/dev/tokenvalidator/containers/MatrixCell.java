package dev.tokenvalidator.containers;

import dev.tokenvalidator.servlet.Container;
import dev.tokenvalidator.servlet.Containers;
import dev.tokenvalidator.servlet.UriStrictness;
import java.util.stream.Stream;

/** One application of the matrix. */
record MatrixCell(Container container, Framework framework, UriStrictness mode) {

  /** Whether it is one that every build takes. */
  boolean isInEveryBuild() {
    return mode == UriStrictness.DEFAULT || framework == Framework.SERVLETS;
  }

  static Stream<MatrixCell> all() {
    return Containers.onTheClassPath().stream()
        .flatMap(
            container ->
                Stream.of(Framework.values())
                    .flatMap(
                        framework ->
                            Stream.of(UriStrictness.values())
                                .map(mode -> new MatrixCell(container, framework, mode))));
  }

  @Override
  public String toString() {
    return container + ", " + framework + ", " + mode;
  }
}
