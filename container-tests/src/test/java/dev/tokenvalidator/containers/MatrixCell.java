package dev.tokenvalidator.containers;

import dev.tokenvalidator.servlet.Container;
import dev.tokenvalidator.servlet.Containers;
import dev.tokenvalidator.servlet.UriStrictness;
import java.util.stream.Stream;

/** One application of the matrix of containers, frameworks and strictnesses. */
record MatrixCell(Container container, Framework framework, UriStrictness uriStrictness) {

  /** Whether every build runs this cell. */
  boolean isInEveryBuild() {
    return uriStrictness == UriStrictness.DEFAULT || framework == Framework.SERVLETS;
  }

  static Stream<MatrixCell> all() {
    return Containers.onTheClassPath().stream()
        .flatMap(
            container ->
                Stream.of(Framework.values())
                    .flatMap(
                        framework ->
                            Stream.of(UriStrictness.values())
                                .map(it -> new MatrixCell(container, framework, it))));
  }

  @Override
  public String toString() {
    return container + ", " + framework + ", " + uriStrictness;
  }
}
