package dev.tokenvalidator.rest;

import jakarta.ws.rs.core.Configuration;
import java.util.stream.Stream;

/** Whether the runtime reads {@code @RolesAllowed} and its like. */
final class RoleSwitch {

  /** How to switch it on, for messages. */
  static final String HOW =
      "switch it on: on Jersey register RolesAllowedDynamicFeature, on RESTEasy set"
          + " resteasy.role.based.security to true, on Quarkus add quarkus-security";

  /** What does the reading, where it is on. */
  private static final String OF_JERSEY =
      "org.glassfish.jersey.server.filter.RolesAllowedDynamicFeature";

  private static final String OF_RESTEASY =
      "org.jboss.resteasy.plugins.interceptors.RoleBasedSecurityFeature";

  private static final boolean IS_ON_IN_QUARKUS =
      OptionalClass.isPresent("io.quarkus.security.runtime.SecurityCheckRecorder");

  private RoleSwitch() {}

  /** Whether the runtime reads an annotation on a method, or on a class. */
  static boolean isOn(String annotation, boolean onMethod, Configuration configuration) {
    return IS_ON_IN_QUARKUS
        || isRegistered(OF_RESTEASY, configuration)
        // Jersey reads @DenyAll on methods only.
        || (isRegistered(OF_JERSEY, configuration) && (onMethod || !annotation.equals("@DenyAll")));
  }

  private static boolean isRegistered(String reader, Configuration configuration) {
    return Stream.concat(
            configuration.getClasses().stream(),
            configuration.getInstances().stream().map(Object::getClass))
        .anyMatch(type -> type.getName().equals(reader));
  }
}
