package dev.tokenvalidator.examples.shopping.check;

import java.util.List;
import java.util.stream.Stream;

/** All cases of the check. */
public final class Cases {

  private Cases() {}

  /** In the order in which they are told. */
  public static List<Case> all() {
    return Stream.of(
            RequestCases.all(), ScopeCases.all(), InvalidTokenCases.all(), IssuerCases.all())
        .flatMap(List::stream)
        .toList();
  }
}
