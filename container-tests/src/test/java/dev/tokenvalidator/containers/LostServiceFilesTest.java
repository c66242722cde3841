package dev.tokenvalidator.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import org.glassfish.jersey.servlet.ServletContainer;
import org.jboss.resteasy.plugins.server.servlet.HttpServletDispatcher;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packing everything into one jar may lose service files. */
@Tag("container")
class LostServiceFilesTest {

  private static final String FEATURE = "jakarta.ws.rs.core.Feature";
  private static final String JERSEY = "org.glassfish.jersey.internal.spi.ForcedAutoDiscoverable";
  private static final String PROVIDERS = "jakarta.ws.rs.ext.Providers";

  @ParameterizedTest
  @ValueSource(classes = {ServletContainer.class, HttpServletDispatcher.class})
  void stopTheStart(Class<?> runtime) {
    assertThat(catchThrowable(() -> startWithout(List.of(FEATURE, JERSEY, PROVIDERS), runtime)))
        .hasStackTraceContaining("validator-rest: is on the class path, but the servlet rest")
        .hasStackTraceContaining("merge the service files");
  }

  /** Each runtime reads its own files. */
  @ParameterizedTest
  @CsvSource({
    PROVIDERS + ",org.glassfish.jersey.servlet.ServletContainer",
    FEATURE + ",org.glassfish.jersey.servlet.ServletContainer",
    FEATURE + ",org.jboss.resteasy.plugins.server.servlet.HttpServletDispatcher"
  })
  void startsIfAnotherIsLost(String lost, Class<?> runtime) throws Exception {
    startWithout(List.of(lost), runtime);
  }

  private static void startWithout(List<String> services, Class<?> runtime) throws Exception {
    try (LostServicesLoader loader = new LostServicesLoader(services)) {
      Thread thread = Thread.currentThread();
      ClassLoader before = thread.getContextClassLoader();
      thread.setContextClassLoader(loader);
      try {
        loader
            .loadClass(StartWithRuntime.class.getName())
            .getMethod("run", String.class)
            .invoke(null, runtime.getName());
      } catch (InvocationTargetException e) {
        throw e.getCause() instanceof Exception thrown ? thrown : e;
      } finally {
        thread.setContextClassLoader(before);
      }
    }
  }
}
