package dev.tokenvalidator.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.InvalidSettingException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.concurrent.Callable;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ResourceConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Jersey without the type that gives values to parameters, which is no public API of it. */
class JerseyWithoutTokenTest extends RestTestBase {

  private static final String HIDDEN =
      "org.glassfish.jersey.server.spi.internal.ValueParamProvider";

  private final ClassLoader loader = new Hiding();
  private final ClassLoader before = Thread.currentThread().getContextClassLoader();

  @BeforeEach
  void hide() {
    // Jersey asks it for the classes that it discovers.
    Thread.currentThread().setContextClassLoader(loader);
  }

  @AfterEach
  void show() {
    Thread.currentThread().setContextClassLoader(before);
  }

  @Test
  void protectsWhatTakesNoToken() throws Exception {
    assertThat(status(MatrixResources.OnClass.class, "/class", token("read:x"))).isEqualTo(200);
    assertThat(status(MatrixResources.OnClass.class, "/class", token("read:y"))).isEqualTo(403);
    assertThat(status(MatrixResources.OnClass.class, "/class", null)).isEqualTo(401);
  }

  /** Jersey would give null to the parameter. */
  @Test
  void stopsForAnEndpointThatTakesTheToken() {
    assertThatThrownBy(() -> status(TokenResources.OneForAll.class, "/singleton", token("read:x")))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContainingAll("OneForAll.get", "BearerTokenFeature.accessToken");
  }

  private int status(Class<?> resource, String path, @Nullable String token) throws Exception {
    Object request =
        loader
            .loadClass(OneRequest.class.getName())
            .getConstructor(Class.class, AccessTokenValidator.class, ContainerRequest.class)
            .newInstance(loader.loadClass(resource.getName()), validator, request(path, token));
    return (Integer) ((Callable<?>) request).call();
  }

  private static ContainerRequest request(String path, @Nullable String token) {
    ContainerRequest request =
        new ContainerRequest(
            URI.create("http://localhost/"),
            URI.create("http://localhost" + path),
            "GET",
            null,
            new MapPropertiesDelegate(),
            new ResourceConfig());
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return request;
  }

  /** Starts an application, and asks it once. */
  public static final class OneRequest implements Callable<Integer> {

    private final Class<?> resource;
    private final AccessTokenValidator validator;
    private final ContainerRequest request;

    /** For a class loader. */
    public OneRequest(Class<?> resource, AccessTokenValidator validator, ContainerRequest request) {
      this.resource = resource;
      this.validator = validator;
      this.request = request;
    }

    @Override
    public Integer call() throws Exception {
      ApplicationHandler application =
          new ApplicationHandler(
              new ResourceConfig(resource)
                  // It would find the module as other class loaders see it.
                  .property("jakarta.ws.rs.loadServices", false)
                  .register(BearerTokenFeature.builder().validator(validator).build()));
      return application.apply(request).get().getStatus();
    }
  }

  /** Loads the module anew, so that it does not see one type of Jersey. */
  private static final class Hiding extends ClassLoader {

    Hiding() {
      super(JerseyWithoutTokenTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith(HIDDEN)) {
        throw new ClassNotFoundException(name);
      }
      if (!name.startsWith(JerseyWithoutTokenTest.class.getPackageName())) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (file == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = file.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
