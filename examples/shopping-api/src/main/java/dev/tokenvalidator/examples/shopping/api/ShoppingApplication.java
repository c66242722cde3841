package dev.tokenvalidator.examples.shopping.api;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.authenticated;
import static dev.tokenvalidator.Access.open;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import dev.tokenvalidator.servlet.BearerTokenFilterBuilder;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.Set;

/**
 * The "Online Shopping" API: its servlets, and in front of them the filter that checks the tokens.
 *
 * <p>A container calls {@link #onStartup} while the application starts. In a WAR, put the same
 * lines into a {@code ServletContextListener}.
 */
public final class ShoppingApplication implements ServletContainerInitializer {

  private final BearerTokenFilterBuilder filter;

  /**
   * Accepts access tokens that a Logto tenant issued for {@code https://shopping.api}.
   *
   * @param logtoEndpoint the tenant's endpoint
   */
  public ShoppingApplication(String logtoEndpoint) {
    filter =
        BearerTokenFilter.builder().logtoEndpoint(logtoEndpoint).audience("https://shopping.api");
  }

  /**
   * Accepts the tokens that this validator accepts. Tests give it their own clock.
   *
   * @param validator validates the tokens; it stays open when the application ends
   */
  public ShoppingApplication(AccessTokenValidator validator) {
    filter = BearerTokenFilter.builder().validator(validator);
  }

  @Override
  public void onStartup(Set<Class<?>> types, ServletContext context) {
    context.addServlet("health", new HealthServlet()).addMapping("/health");
    context.addServlet("products", new ProductsServlet()).addMapping("/products");
    context.addServlet("caller", new CallerServlet()).addMapping("/caller");
    // POST /products has no route. The annotation on its method names the required scope.
    filter
        .route("GET", "/health", open())
        .route("GET", "/products", allOf("read:products"))
        .route("GET", "/caller", authenticated())
        .install(context);
  }
}
