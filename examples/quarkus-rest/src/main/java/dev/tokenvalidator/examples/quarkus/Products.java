package dev.tokenvalidator.examples.quarkus;

import dev.tokenvalidator.RequiresScope;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;

/**
 * Quarkus REST. {@code GET /products} needs an access token that grants {@code read:products},
 * {@code POST} one that grants {@code write:products}. What does not say what it needs is refused.
 */
@Path("/products")
public class Products {

  @GET
  @RequiresScope("read:products")
  public String read(@Context SecurityContext security) {
    return security.getUserPrincipal().getName() + " reads the products";
  }

  /** On the event loop, which never waits for a signature or for the issuer. */
  @POST
  @RequiresScope("write:products")
  public Uni<String> add(String product) {
    return Uni.createFrom().item(product.length() + " bytes");
  }
}
