package dev.tokenvalidator.rest;

import org.glassfish.jersey.server.spi.Container;
import org.glassfish.jersey.server.spi.ContainerLifecycleListener;

/** Starts and ends the protection with the application of Jersey. Loaded only there. */
final class JerseyShutdown implements ContainerLifecycleListener {

  private final Protection protection;

  JerseyShutdown(Protection protection) {
    this.protection = protection;
  }

  @Override
  public void onStartup(Container container) {
    protection.start();
  }

  @Override
  public void onReload(Container container) {
    protection.start();
  }

  @Override
  public void onShutdown(Container container) {
    protection.close();
  }
}
