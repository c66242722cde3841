package dev.tokenvalidator.servlet;

import dev.tokenvalidator.fixtures.TestIssuer;
import org.junit.jupiter.api.extension.ExtendWith;

/** Gives each test a {@link CallerApp} on the container, and tokens for it. */
@ExtendWith(QuickIssuer.class)
abstract class CallerTestBase {

  /** The subject of {@link #token}. */
  static final String MACHINE = "machine-7";

  /** What {@link CallerApp#printCaller} prints for {@link #token}. */
  static final String CALLER = CallerApp.caller(MACHINE);

  private final Container container;

  CallerTestBase(Container container) {
    this.container = container;
  }

  final TestApp.Builder app(TestIssuer issuer) {
    return CallerApp.on(container, issuer);
  }

  static String token(TestIssuer issuer) {
    return issuer.token().subject(MACHINE).scope("read:products").mint();
  }
}
