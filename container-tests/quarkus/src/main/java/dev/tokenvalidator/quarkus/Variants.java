package dev.tokenvalidator.quarkus;

import dev.tokenvalidator.Open;
import dev.tokenvalidator.RequiresScope;
import dev.tokenvalidator.rest.DiscoveredFeature;
import dev.tokenvalidator.rest.EndpointFeature;
import io.quarkus.arc.properties.IfBuildProperty;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;

/** What some of the applications have and others do not. */
public final class Variants {

  private Variants() {}

  /** Contradicts itself. */
  @Path("/contradiction")
  @IfBuildProperty(name = "variant", stringValue = "contradiction")
  public static class Contradiction {
    @GET
    @Open
    @RequiresScope("read:x")
    public String get() {
      return "";
    }
  }

  /** Has an annotation that nothing reads without quarkus-security. */
  @Path("/roles")
  @IfBuildProperty(name = "variant", stringValue = "roles")
  public static class Roles {
    @GET
    @RolesAllowed("admin")
    public String get() {
      return "";
    }
  }

  /** Lists its own classes only. */
  @IfBuildProperty(name = "variant", stringValue = "unlisted")
  public static class Unlisted extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(Shop.class);
    }
  }

  /** Lists the features too. */
  @IfBuildProperty(name = "variant", stringValue = "listed")
  public static class Listed extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(
          Shop.class,
          MatrixResources.Locator.class,
          NothingHere.class,
          DiscoveredFeature.class,
          EndpointFeature.class);
    }
  }

  /** Says in its own words that there is nothing. */
  @Provider
  @IfBuildProperty(name = "variant", stringValue = "listed")
  public static class NothingHere implements ExceptionMapper<NotFoundException> {
    @Override
    public Response toResponse(NotFoundException exception) {
      return Response.status(404).entity("nothing here").build();
    }
  }

  /** Says in its own words that a request was refused. */
  @Provider
  @IfBuildProperty(name = "variant", stringValue = "mapper")
  public static class Refused implements ExceptionMapper<WebApplicationException> {
    @Override
    public Response toResponse(WebApplicationException exception) {
      return Response.status(exception.getResponse().getStatus()).entity("refused").build();
    }
  }
}
