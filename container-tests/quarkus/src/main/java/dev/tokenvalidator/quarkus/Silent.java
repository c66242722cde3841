package dev.tokenvalidator.quarkus;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** Does not say what it needs. */
@Path("/silent")
public class Silent {
  @GET
  public String get() {
    return Executions.of("silent");
  }
}
