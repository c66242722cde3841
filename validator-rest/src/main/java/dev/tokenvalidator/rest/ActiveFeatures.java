package dev.tokenvalidator.rest;

import dev.tokenvalidator.InvalidSettingException;
import java.util.HashSet;
import java.util.Set;

/**
 * Which features the runtime has called in this start. Quarkus REST calls none of them, and says
 * nothing, where the application lists its classes without them.
 */
final class ActiveFeatures {

  /** Built in code and not configured yet: Quarkus ignores features that a feature registers. */
  private static final Set<BearerTokenFeature> IDLE = new HashSet<>();

  private static boolean madeProtection;
  private static boolean readEndpoints;

  private ActiveFeatures() {}

  static synchronized void isBuilt(BearerTokenFeature feature) {
    if (Hosts.IS_QUARKUS) {
      IDLE.add(feature);
    }
  }

  static synchronized void isConfigured(BearerTokenFeature feature) {
    IDLE.remove(feature);
  }

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
    boolean isIdle = !IDLE.isEmpty();
    IDLE.clear();
    if (isIdle) {
      throw new InvalidSettingException(
          "BearerTokenFeature",
          "is built, but has no effect, because Quarkus REST ignores features that a feature"
              + " registers; call its configure(context) in a Feature with @Provider");
    }
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
