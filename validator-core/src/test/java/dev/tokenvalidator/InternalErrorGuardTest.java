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
  static final class WithInternalErrors {

    @Test
    void hasAnInternalError() {
      InternalErrors.count(Optional.of(new IllegalStateException()));
    }

    @Test
    @ProvokesInternalError
    void announcesAnInternalError() {
      InternalErrors.count(Optional.of(new IllegalStateException()));
    }

    @Test
    @ProvokesInternalError
    void announcesAnErrorButHasNone() {}

    @Test
    void hasNoInternalError() {}
  }

  static final class WithInternalErrorInSetUp {

    @BeforeAll
    static void hasAnInternalError() {
      InternalErrors.count(Optional.of(new IllegalStateException()));
    }

    @Test
    void hasNoInternalError() {}
  }

  @Test
  @ProvokesInternalError
  void failsTestsWithAnUnannouncedInternalError() {
    assertThat(failuresOf(WithInternalErrors.class))
        .containsExactlyInAnyOrder("hasAnInternalError()", "announcesAnErrorButHasNone()");
  }

  @Test
  @ProvokesInternalError
  void failsClassesWhoseSetUpHasAnInternalError() {
    assertThat(failuresOf(WithInternalErrorInSetUp.class))
        .containsExactly(getClass().getSimpleName() + "$WithInternalErrorInSetUp");
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
