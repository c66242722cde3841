package dev.tokenvalidator.containers;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.core.Context;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A JAX-RS resource that runs its endpoint for each method of the matrix, one instance a request.
 * JAX-RS allows one method annotation on a Java method. Jersey needs a public class.
 */
public abstract class AnyMethod {

  private final Endpoint endpoint;

  @Context private @Nullable HttpServletRequest request;

  AnyMethod(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  private void run() {
    ExecutionRecorder.ran(endpoint, Objects.requireNonNull(request));
  }

  @GET
  public final void get() {
    run();
  }

  @HEAD
  public final void head() {
    run();
  }

  @POST
  public final void post() {
    run();
  }

  @PUT
  public final void put() {
    run();
  }

  @DELETE
  public final void delete() {
    run();
  }

  @PATCH
  public final void patch() {
    run();
  }

  @OPTIONS
  public final void options() {
    run();
  }

  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @HttpMethod("TRACE")
  @interface Trace {}

  @Trace
  public final void trace() {
    run();
  }

  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @HttpMethod("FOO")
  @interface Foo {}

  @Foo
  public final void foo() {
    run();
  }

  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @HttpMethod("PROPFIND")
  @interface Propfind {}

  @Propfind
  public final void propfind() {
    run();
  }
}
