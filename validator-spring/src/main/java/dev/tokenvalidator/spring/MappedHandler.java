package dev.tokenvalidator.spring;

import dev.tokenvalidator.AnnotatedAccess;
import dev.tokenvalidator.InvalidSettingException;
import java.util.Set;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;

/** A handler method and the requests that are mapped to it. */
record MappedHandler(Handler handler, Object mapping) {

  /**
   * Reads the annotations.
   *
   * @throws InvalidSettingException if they are malformed, contradict each other, or name a path
   *     variable that a pattern does not have
   */
  AuditedHandler audited() {
    AnnotatedAccess access = handler.access();
    if (access != null) {
      access.access().organizationPart().ifPresent(this::checkHasVariable);
    }
    return AuditedHandler.of(request(), handler, access);
  }

  private String request() {
    if (!(mapping instanceof RequestMappingInfo info)) {
      return mapping.toString();
    }
    Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
    return (methods.isEmpty() ? "*" : String.join(",", methods.stream().map(Enum::name).toList()))
        + " "
        + String.join(",", info.getPatternValues());
  }

  private void checkHasVariable(String name) {
    if (mapping instanceof RequestMappingInfo info) {
      for (String pattern : info.getPatternValues()) {
        if (!pattern.contains("{" + name + "}")
            && !pattern.contains("{" + name + ":")
            && !pattern.contains("{*" + name + "}")) {
          throw new InvalidSettingException(
              "@Organization",
              "on "
                  + handler
                  + ": the path "
                  + pattern
                  + " has no variable "
                  + name
                  + "; name one that it has");
        }
      }
    }
  }
}
