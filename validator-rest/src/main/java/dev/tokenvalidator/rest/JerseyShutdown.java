package dev.tokenvalidator.rest;

import org.glassfish.jersey.server.spi.AbstractContainerLifecycleListener;
import org.glassfish.jersey.server.spi.Container;

/** Ends the protection of an application when Jersey ends the application. Loaded only there. */
final class JerseyShutdown extends AbstractContainerLifecycleListener {

  private final Protection protection;

  JerseyShutdown(Protection protection) {
    this.protection = protection;
  }

  @Override
  public void onShutdown(Container container) {
    protection.close();
  }
}
