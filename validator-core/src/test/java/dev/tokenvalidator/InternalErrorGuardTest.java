package dev.tokenvalidator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.tokenvalidator.guard.InternalErrorGuard;
import dev.tokenvalidator.guard.ProvokesInternalError;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** JUnit finds {@link InternalErrorGuard}, which fails tests with internal errors. */
class InternalErrorGuardTest {

  /** Run only by the tests below. */
  static final class Careless {

    @Test
    void meetsOne() {
      InternalErrors.count(Optional.of(new IllegalStateException()));
    }

    @Test
    @ProvokesInternalError
    void meetsOneOnPurpose() {
      InternalErrors.count(Optional.of(new IllegalStateException()));
    }

    @Test
    @ProvokesInternalError
    void provokesNone() {}

    @Test
    void meetsNone() {}
  }

  static final class CarelessSetUp {

    @BeforeAll
    static void meetsOne() {
      InternalErrors.count(Optional.of(new IllegalStateException()));
    }

    @Test
    void meetsNone() {}
  }

  @Test
  @ProvokesInternalError
  void failsTestsWithAnUnannouncedInternalError() {
    assertThat(failuresOf(Careless.class))
        .containsExactlyInAnyOrder("meetsOne()", "provokesNone()");
  }

  @Test
  @ProvokesInternalError
  void failsClassesWhoseSetUpHasAnInternalError() {
    assertThat(failuresOf(CarelessSetUp.class))
        .containsExactly(getClass().getSimpleName() + "$CarelessSetUp");
  }

  /** Runs with the configuration of every test. */
  private static List<String> failuresOf(Class<?> tests) {
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(tests)).build();
    LauncherFactory.create().execute(request, listener);
    return listener.getSummary().getFailures().stream()
        .map(failure -> failure.getTestIdentifier().getDisplayName())
        .toList();
  }
}
