package dev.tokenvalidator.rest;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.AnnotatedAccess;
import dev.tokenvalidator.InvalidSettingException;
import jakarta.ws.rs.core.Configuration;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code @RolesAllowed}, {@code @PermitAll} and {@code @DenyAll}, which runtimes read only if they
 * are told to.
 */
final class RoleAnnotations {

  private static final Set<String> NAMES =
      Set.of(
          "jakarta.annotation.security.RolesAllowed",
          "jakarta.annotation.security.PermitAll",
          "jakarta.annotation.security.DenyAll");

  private RoleAnnotations() {}

  /** What they ask for before the runtime asks for a role. */
  static Optional<AnnotatedAccess> access(Class<?> type, Method method) {
    String onMethod = ResourcePath.nameOf(method, NAMES);
    String found = onMethod == null ? ResourcePath.nameOf(type, NAMES) : onMethod;
    return found == null || found.equals("@PermitAll")
        ? Optional.empty()
        : Optional.of(
            new AnnotatedAccess(
                Access.authenticated(),
                List.of(
                    found
                        + " on "
                        + type.getName()
                        + (onMethod == null ? "" : "." + method.getName()))));
  }

  /**
   * Checks that the runtime reads the annotations of an endpoint.
   *
   * @throws InvalidSettingException naming the annotation and the switch
   */
  static void check(Class<?> type, Method method, Configuration configuration) {
    String onMethod = ResourcePath.nameOf(method, NAMES);
    String found = onMethod == null ? ResourcePath.nameOf(type, NAMES) : onMethod;
    if (found != null && !RoleSwitch.isOn(found, onMethod != null, configuration)) {
      throw new InvalidSettingException(
          found,
          "on "
              + type.getName()
              + (onMethod == null ? "" : "." + method.getName())
              + ": the runtime does not read it, so it has no effect; use @RequiresScope, or "
              + RoleSwitch.HOW);
    }
    if (found == null && !Hosts.IS_QUARKUS) {
      ResourcePath.inheritedFrom(type, method, NAMES).ifPresent(RoleAnnotations::refuse);
    }
  }

  private static void refuse(AnnotatedElement inherited) {
    throw new InvalidSettingException(
        String.valueOf(ResourcePath.nameOf(inherited, NAMES)),
        "on " + inherited + ": runtimes do not read it there; put it on the resource itself");
  }
}
