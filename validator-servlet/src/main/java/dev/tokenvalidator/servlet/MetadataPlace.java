package dev.tokenvalidator.servlet;

import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.ProtectedResource;
import dev.tokenvalidator.internal.settings.NamedValue;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A servlet at the paths of the metadata of protected resources, so that a servlet is there:
 * without one, and without a servlet for files, embedded Tomcat runs no filter. The filter serves
 * the metadata itself.
 */
final class MetadataPlace extends HttpServlet {

  private static final long serialVersionUID = 1L;

  /**
   * Maps it to the paths of the metadata, as far as the application has mapped nothing there.
   * Resources of init-params are not known yet, so an application needs a servlet for its files, or
   * one of its own there.
   */
  static void hold(ServletContext context, FilterSettings settings) {
    List<ProtectedResource> resources =
        settings.protectedResources().isEmpty()
            ? named(settings.environment().get(NamedSetting.PROTECTED_RESOURCE.variable()))
            : settings.protectedResources();
    if (resources.isEmpty()) {
      return;
    }
    ServletRegistration.Dynamic registration =
        context.addServlet(MetadataPlace.class.getName(), new MetadataPlace());
    if (registration != null) {
      resources.forEach(resource -> registration.addMapping(resource.metadataPath()));
    }
  }

  /**
   * Demands that Tomcat runs the filter for the metadata of a resource.
   *
   * @throws InvalidSettingException if no servlet is mapped to its path, as far as Tomcat shows
   */
  static void check(ServletContext context, ProtectedResource resource) {
    Collection<? extends ServletRegistration> registrations =
        context.getServletRegistrations().values();
    PathPattern path = PathPattern.ofMapping(resource.metadataPath());
    boolean isServed =
        registrations.stream()
            .flatMap(registration -> registration.getMappings().stream())
            .anyMatch(mapping -> PathPattern.ofMapping(mapping).covers(path));
    if (!isServed
        && String.valueOf(context.getServerInfo()).startsWith("Apache Tomcat")
        && registrations.stream().noneMatch(ContainerServlets::mayHaveHiddenMappings)) {
      throw new InvalidSettingException(
          "protectedResource",
          resource
              + ": Tomcat would answer 404 for its metadata, because it runs no filter for a path"
              + " without a servlet; map a servlet to "
              + resource.metadataPath()
              + ", or Tomcat's DefaultServlet to /, or name the resource in code before install");
    }
  }

  /** None for a malformed value: the start will name it, unless an init-param turns it off. */
  private static List<ProtectedResource> named(@Nullable String variable) {
    try {
      return variable == null
          ? List.of()
          : NamedValue.of(NamedSetting.PROTECTED_RESOURCE.variable(), variable)
              .protectedResources();
    } catch (InvalidSettingException e) {
      return List.of();
    }
  }

  /** Whether a registration is of this servlet, which no rule has to cover. */
  static boolean isRegisteredAs(ServletRegistration registration) {
    return MetadataPlace.class.getName().equals(registration.getClassName());
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    // Only a dispatch of the application, which passes the filter, arrives here.
    response.sendError(HttpServletResponse.SC_NOT_FOUND);
  }
}
