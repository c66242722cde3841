package dev.tokenvalidator.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.RequiresScope;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.net.URI;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ContainerResponse;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.spi.ContainerLifecycleListener;
import org.junit.jupiter.api.Test;

/** An application of Jersey that ends while a request is under way. */
class JerseyShutdownTest extends RestTestBase {

  @Test
  void refusesARequestWhoseEndpointIsReadAfterTheEnd() throws Exception {
    Ending resource = new Ending();
    ApplicationHandler application =
        new ApplicationHandler(
            new ResourceConfig()
                .register(resource)
                .register(BearerTokenFeature.builder().validator(validator).build()));
    application.onStartup(null);
    assertThat(get(application, "/ending/before").getStatus()).isEqualTo(200);

    resource.end = () -> listeners(application).forEach(listener -> listener.onShutdown(null));
    assertThat(get(application, "/ending/after").getStatus()).isEqualTo(503);
    assertThat(get(application, "/ending/before").getStatus()).isEqualTo(503);
    assertThat(Sub.EXECUTIONS).hasValue(1);

    listeners(application).forEach(listener -> listener.onReload(null));
    assertThat(get(application, "/ending/before").getStatus()).isEqualTo(200);
    application.onShutdown(null);
  }

  /** Jersey tells them first, and ends its injection then. */
  private static Stream<ContainerLifecycleListener> listeners(ApplicationHandler application) {
    return application.getConfiguration().getInstances().stream()
        .filter(ContainerLifecycleListener.class::isInstance)
        .map(ContainerLifecycleListener.class::cast);
  }

  private ContainerResponse get(ApplicationHandler application, String path) throws Exception {
    ContainerRequest request =
        new ContainerRequest(
            URI.create("http://localhost/"),
            URI.create("http://localhost" + path),
            "GET",
            null,
            new MapPropertiesDelegate(),
            application.getConfiguration());
    request.header("Authorization", "Bearer " + issuer.token().scope("read:x").mint());
    Future<ContainerResponse> response = application.apply(request);
    return response.get();
  }

  /** A locator whose sub-resource is known with the request only. */
  @Path("/ending")
  public static class Ending {

    private volatile Runnable end = () -> {};

    @Path("before")
    public Object before() {
      return new Sub();
    }

    @Path("after")
    public Object after() {
      end.run();
      return new Other();
    }
  }

  /** Counts its executions. */
  public static class Sub {

    private static final AtomicInteger EXECUTIONS = new AtomicInteger();

    @GET
    @RequiresScope("read:x")
    public String get() {
      EXECUTIONS.incrementAndGet();
      return "";
    }
  }

  /** Another class, so that it is read after the end. */
  public static class Other extends Sub {}
}
