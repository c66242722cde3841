package dev.tokenvalidator.examples.documentation;

import static dev.tokenvalidator.Access.allOf;

import dev.tokenvalidator.servlet.BearerTokenFilter;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

@WebListener
public class Protection implements ServletContextListener {

  @Override
  public void contextInitialized(ServletContextEvent event) {
    BearerTokenFilter.builder()
        .logtoEndpoint("https://your.logto.endpoint")
        .audience("https://shopping.api")
        .route("GET", "/products", allOf("read:products"))
        .install(event.getServletContext());
  }
}
