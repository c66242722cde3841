package dev.tokenvalidator.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.fixtures.TestIssuer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

/** An issuer, and applications that end with the test. */
@Tag("container")
abstract class SpringTestBase {

  final TestIssuer issuer = TestIssuer.start();
  private final List<AutoCloseable> opened = new CopyOnWriteArrayList<>();

  SpringApp start(SpringApp.Builder application) {
    SpringApp app = application.start();
    opened.add(0, app);
    return app;
  }

  /** The shop, behind a filter that asks for a token everywhere but below {@code /open}. */
  SpringApp.Builder shop() {
    return SpringApp.of(ShopController.class)
        .issuer(issuer)
        .routes("* /open/* open", "* /maybe open", "* /* authenticated");
  }

  /** The setting that stops the start. */
  AbstractThrowableAssert<?, ? extends Throwable> assertStops(SpringApp.Builder application) {
    Throwable cause = catchThrowable(() -> start(application));
    assertThat(cause).isNotNull();
    while (!(cause instanceof InvalidSettingException) && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return assertThat(cause).isInstanceOf(InvalidSettingException.class);
  }

  String token(String scopes) {
    return issuer.token().scope(scopes).mint();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable resource : opened) {
      resource.close();
    }
    issuer.close();
  }
}
