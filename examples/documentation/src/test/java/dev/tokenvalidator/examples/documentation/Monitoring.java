package dev.tokenvalidator.examples.documentation;

import dev.tokenvalidator.ValidatorListener;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

@WebListener
public class Monitoring implements ServletContextListener {

  @Override
  public void contextInitialized(ServletContextEvent event) {
    event
        .getServletContext()
        .setAttribute(ValidatorListener.class.getName(), new RefusalsByClient());
  }
}
