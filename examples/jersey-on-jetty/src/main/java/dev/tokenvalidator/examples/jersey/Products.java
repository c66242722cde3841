package dev.tokenvalidator.examples.jersey;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.Authenticated;
import dev.tokenvalidator.RequiresScope;
import dev.tokenvalidator.rest.BearerTokenFeature;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;

/** The products of the shop. */
@Path("/products")
@Authenticated
public class Products {

  @GET
  @RequiresScope("read:products")
  public String list(@Context SecurityContext caller) {
    AccessToken token = BearerTokenFeature.accessToken(caller);
    return token.clientId() + " reads the products";
  }

  @POST
  @RequiresScope("write:products")
  public String add(String product, @Context SecurityContext caller) {
    boolean canDelete = caller.isUserInRole("delete:products"); // a granted scope
    return "added " + product + ", may delete: " + canDelete;
  }
}
