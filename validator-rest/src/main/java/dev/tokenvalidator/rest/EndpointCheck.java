package dev.tokenvalidator.rest;

import dev.tokenvalidator.AnnotatedAccess;
import dev.tokenvalidator.InvalidSettingException;
import jakarta.ws.rs.core.Configuration;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Checks at the start that what an endpoint says is meant and can be enforced. */
final class EndpointCheck {

  private EndpointCheck() {}

  /**
   * Checks one endpoint.
   *
   * @throws InvalidSettingException naming the class, the method and the fix
   */
  static void check(
      Endpoint endpoint, Class<?> type, Method method, Door door, Configuration configuration) {
    if (AnnotatedAccess.isWrittenOn(type)) {
      AnnotatedAccess.checkMethods(type, written -> problem(type, written));
    }
    RoleAnnotations.check(type, method, configuration);
    AnnotatedAccess access = endpoint.access().orElse(null);
    if (access == null) {
      if (door.requiresCoverage()) {
        throw new InvalidSettingException(
            "requireCoverage",
            "the endpoint "
                + AuditedEndpoint.of(type, method, null)
                + "; add @RequiresScope, @Authenticated or @Open to it or its class");
      }
    } else {
      door.check(access, endpoint.toString());
    }
  }

  private static @Nullable String problem(Class<?> type, Method method) {
    String locator = ParentResources.problem(method);
    if (locator != null) {
      return locator;
    }
    return ResourcePath.httpMethods(type, method).isEmpty()
        ? "it has no effect, because no request is handled by this method: it has no annotation"
            + " like @GET; put it on the resource method, or on the class"
        : null;
  }
}
