package dev.tokenvalidator.quarkus;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.Authenticated;
import dev.tokenvalidator.Open;
import dev.tokenvalidator.RequiresScope;
import dev.tokenvalidator.rest.BearerTokenFeature;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;

/** Who calls, in the words of each way to ask. */
@Path("/shop")
public class Shop {

  @GET
  @Path("open")
  @Open
  public String open(@Context SecurityContext security) {
    return "principal " + security.getUserPrincipal();
  }

  @GET
  @Path("open-later")
  @Open
  public Uni<String> openLater(@Context SecurityContext security) {
    return Uni.createFrom().item(() -> "principal " + security.getUserPrincipal());
  }

  @GET
  @Path("caller")
  @RequiresScope("read:x")
  public String caller(@Context SecurityContext security) {
    AccessToken token = BearerTokenFeature.accessToken(security);
    return String.join(
        " ",
        security.getUserPrincipal().getName(),
        token.subject(),
        security.getAuthenticationScheme(),
        "read:x=" + security.isUserInRole("read:x"),
        "read:y=" + security.isUserInRole("read:y"));
  }

  @GET
  @Path("missing")
  @Authenticated
  public String missing() {
    throw new NotFoundException();
  }
}
