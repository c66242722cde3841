package dev.tokenvalidator.war;

import jakarta.servlet.ServletContext;
import org.springframework.web.WebApplicationInitializer;

/** Installs the filter in an initializer that Spring calls. */
public class SpringInitializer implements WebApplicationInitializer {

  @Override
  public void onStartup(ServletContext context) {
    Installation.installFilter(context);
  }
}
