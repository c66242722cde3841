package dev.tokenvalidator.examples.jersey;

import dev.tokenvalidator.Open;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** For a load balancer, which has no token. */
@Path("/health")
@Open
public class Health {

  @GET
  public String get() {
    return "fine";
  }
}
