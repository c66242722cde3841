package dev.tokenvalidator.war;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/** Installs the filter in a listener. */
@WebListener
public class InstallingListener implements ServletContextListener {

  @Override
  public void contextInitialized(ServletContextEvent event) {
    Installation.installFilter(event.getServletContext());
  }
}
