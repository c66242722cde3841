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

/**
 * A JAX-RS resource that runs its endpoint for each method of the matrix that can be told apart.
 * Public, as Jersey demands.
 */
public abstract class AnyMethod {

  private final Endpoint endpoint;

  AnyMethod(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  @GET
  public final void get(@Context HttpServletRequest request) {
    ExecutionRecorder.ran(endpoint, request);
  }

  @HEAD
  public final void head(@Context HttpServletRequest request) {
    ExecutionRecorder.ran(endpoint, request);
  }

  @POST
  public final void post(@Context HttpServletRequest request) {
    ExecutionRecorder.ran(endpoint, request);
  }

  @PUT
  public final void put(@Context HttpServletRequest request) {
    ExecutionRecorder.ran(endpoint, request);
  }

  @DELETE
  public final void delete(@Context HttpServletRequest request) {
    ExecutionRecorder.ran(endpoint, request);
  }

  @PATCH
  public final void patch(@Context HttpServletRequest request) {
    ExecutionRecorder.ran(endpoint, request);
  }

  @OPTIONS
  public final void options(@Context HttpServletRequest request) {
    ExecutionRecorder.ran(endpoint, request);
  }

  @Trace
  public final void trace(@Context HttpServletRequest request) {
    ExecutionRecorder.ran(endpoint, request);
  }

  @Foo
  public final void foo(@Context HttpServletRequest request) {
    ExecutionRecorder.ran(endpoint, request);
  }

  @Propfind
  public final void propfind(@Context HttpServletRequest request) {
    ExecutionRecorder.ran(endpoint, request);
  }

  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @HttpMethod("TRACE")
  @interface Trace {}

  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @HttpMethod("FOO")
  @interface Foo {}

  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @HttpMethod("PROPFIND")
  @interface Propfind {}
}
