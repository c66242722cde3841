package dev.tokenvalidator.rest;

import dev.tokenvalidator.InvalidSettingException;

/**
 * Which features the runtime has called in this start. Quarkus REST calls none of them, and says
 * nothing, where the application lists its classes without them.
 */
final class ActiveFeatures {

  private static boolean madeProtection;
  private static boolean readEndpoints;

  private ActiveFeatures() {}

  static synchronized void protectionIsMade() {
    madeProtection = true;
  }

  static synchronized void endpointIsRead() {
    readEndpoints = true;
  }

  /**
   * Checks that both were called. Forgets them, because the development mode of Quarkus starts an
   * application again in the same classes.
   *
   * @throws InvalidSettingException naming the fix
   */
  static synchronized void check() {
    boolean complete = madeProtection && readEndpoints;
    madeProtection = false;
    readEndpoints = false;
    if (!complete) {
      throw new InvalidSettingException(
          "validator-rest",
          "protects nothing, because Quarkus REST has not called its features: getClasses() of the"
              + " application does not list them; add "
              + DiscoveredFeature.class.getName()
              + " and "
              + EndpointFeature.class.getName()
              + " there, or remove getClasses() (without a resource, remove validator-rest)");
    }
  }
}
