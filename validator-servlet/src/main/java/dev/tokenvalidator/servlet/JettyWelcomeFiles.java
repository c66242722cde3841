package dev.tokenvalidator.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletMapping;
import java.net.MalformedURLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files that Jetty's default servlet answers for a directory with. It forwards to them, so the
 * filter sees the directory only, and may not be mapped for forwards. Safe for use by several
 * threads.
 */
final class JettyWelcomeFiles {

  private final ServletContext context;
  private final List<String> names;

  private JettyWelcomeFiles(ServletContext context, List<String> names) {
    this.context = context;
    this.names = names;
  }

  /** Reads their names; there are none on another container. */
  static JettyWelcomeFiles of(ServletContext context) {
    List<String> names = List.of();
    try {
      JettyFilters jetty = JettyFilters.of(context);
      if (jetty != null) {
        names = jetty.welcomeFiles();
      }
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      // Another Jetty than this was written for: usual names are known besides.
    }
    return new JettyWelcomeFiles(context, names);
  }

  /** The path of the file that is the answer for a target; null where it is the target itself. */
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
        // No name of a file.
      } catch (RuntimeException e) {
        // Nobody can tell, so the rule for the file counts.
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
