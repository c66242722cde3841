package dev.tokenvalidator.servlet;

import java.util.stream.Stream;

/** One application of the matrix. */
record Cell(Container container, Framework framework, UriStrictness mode) {

  /** Whether it is one that every build takes. */
  boolean isInEveryBuild() {
    return mode == UriStrictness.DEFAULT || framework == Framework.SERVLETS;
  }

  static Stream<Cell> all() {
    return Containers.onTheClassPath().stream()
        .flatMap(
            container ->
                Stream.of(Framework.values())
                    .flatMap(
                        framework ->
                            Stream.of(UriStrictness.values())
                                .map(mode -> new Cell(container, framework, mode))));
  }

  @Override
  public String toString() {
    return container + ", " + framework + ", " + mode;
  }
}
