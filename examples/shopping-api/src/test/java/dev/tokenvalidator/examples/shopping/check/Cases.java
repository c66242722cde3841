package dev.tokenvalidator.examples.shopping.check;

import java.util.List;
import java.util.stream.Stream;

/** All cases: every way to be let in or refused. */
final class Cases {

  private Cases() {}

  static List<Case> all() {
    return Stream.of(
            RequestCases.all(), ScopeCases.all(), InvalidTokenCases.all(), IssuerCases.all())
        .flatMap(List::stream)
        .toList();
  }
}
