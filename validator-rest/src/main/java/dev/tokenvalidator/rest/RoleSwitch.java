package dev.tokenvalidator.rest;

import jakarta.ws.rs.core.Configuration;
import java.util.Set;
import java.util.stream.Stream;

/** Whether the runtime reads {@code @RolesAllowed} and its like. */
final class RoleSwitch {

  /** How to switch it on, for messages. */
  static final String HOW =
      "switch it on: on Jersey register RolesAllowedDynamicFeature, on RESTEasy set"
          + " resteasy.role.based.security to true, on Quarkus add quarkus-security";

  /** What does the reading, where it is on. */
  private static final Set<String> READERS =
      Set.of(
          "org.glassfish.jersey.server.filter.RolesAllowedDynamicFeature",
          "org.jboss.resteasy.plugins.interceptors.RoleBasedSecurityFeature");

  private static final boolean IS_ON_IN_QUARKUS =
      OptionalClass.isPresent("io.quarkus.security.runtime.SecurityCheckRecorder");

  private RoleSwitch() {}

  static boolean isOn(Configuration configuration) {
    return IS_ON_IN_QUARKUS
        || Stream.concat(
                configuration.getClasses().stream(),
                configuration.getInstances().stream().map(Object::getClass))
            .anyMatch(type -> READERS.contains(type.getName()));
  }
}
