package dev.tokenvalidator.war;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.Set;

/** Installs the filter in an initializer of the application. */
public class InstallingInitializer implements ServletContainerInitializer {

  @Override
  public void onStartup(Set<Class<?>> types, ServletContext context) {
    Installation.installFilter(context);
  }
}
