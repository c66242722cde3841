package dev.tokenvalidator.war;

import static dev.tokenvalidator.Access.open;

import dev.tokenvalidator.servlet.BearerTokenFilter;
import jakarta.servlet.ServletContext;

/** Installs the filter in the code of an application. */
public final class Installation {

  private Installation() {}

  static void installFilter(ServletContext context) {
    BearerTokenFilter.builder()
        .logtoEndpoint(context.getInitParameter("endpoint"))
        .audience("https://shopping.api")
        .route("/plain", open())
        .install(context);
  }
}
