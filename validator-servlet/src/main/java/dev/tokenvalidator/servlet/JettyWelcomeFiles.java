package dev.tokenvalidator.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletMapping;
import java.net.MalformedURLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The welcome files of Jetty's default servlet. It forwards to them, so the filter sees only the
 * directory, and may not be mapped for forwards. Safe for use by several threads.
 */
final class JettyWelcomeFiles {

  private final ServletContext context;
  private final List<String> names;

  private JettyWelcomeFiles(ServletContext context, List<String> names) {
    this.context = context;
    this.names = names;
  }

  /** Reads their names; none on another container. */
  static JettyWelcomeFiles of(ServletContext context) {
    List<String> names = List.of();
    try {
      JettyFilters jetty = JettyFilters.of(context);
      if (jetty != null) {
        names = jetty.welcomeFiles();
      }
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      // An unknown release of Jetty: WelcomeFiles knows the usual names.
    }
    return new JettyWelcomeFiles(context, names);
  }

  /** The path of the welcome file that answers a request; null for none. */
  @Nullable String answerFor(RequestTarget target) {
    if (names.isEmpty() || !target.path().endsWith("/") || !isForFiles(target.mapping())) {
      return null;
    }
    for (String name : names) {
      String file = target.path() + name;
      try {
        if (context.getResource(file) != null) {
          return file;
        }
      } catch (MalformedURLException e) {
        // Not the name of a file.
      } catch (RuntimeException e) {
        // It may exist, so the rule for the file counts.
        return file;
      }
    }
    return null;
  }

  private boolean isForFiles(@Nullable HttpServletMapping mapping) {
    String servlet = mapping == null ? null : mapping.getServletName();
    ServletRegistration registration =
        servlet == null ? null : context.getServletRegistration(servlet);
    return registration != null && ContainerServlets.isForFiles(registration);
  }
}
