package dev.tokenvalidator.servlet;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Classes that carry {@link RequiresScope}, but are no servlets, so that nobody reads it. */
final class UnreadAnnotations {

  /** The attribute of a context that holds the classes found by {@link #remember}. */
  private static final String FOUND = UnreadAnnotations.class.getName();

  private UnreadAnnotations() {}

  /** Keeps the annotated classes that the container found in the application. */
  static void remember(Set<Class<?>> annotated, ServletContext context) {
    List<String> unread =
        annotated.stream()
            .filter(type -> !Servlet.class.isAssignableFrom(type))
            .map(Class::getName)
            .toList();
    if (!unread.isEmpty()) {
      context.setAttribute(FOUND, unread);
    }
  }

  /** A warning that names them; none where there are none. */
  static List<String> warnings(ServletContext context) {
    Set<String> names = new TreeSet<>();
    if (context.getAttribute(FOUND) instanceof Collection<?> found) {
      found.forEach(name -> names.add(String.valueOf(name)));
    }
    ContextClasses classes = new ContextClasses(context);
    for (FilterRegistration registration : context.getFilterRegistrations().values()) {
      Class<?> filter = classes.load(registration.getClassName(), Filter.class);
      if (filter != null && AnnotationCheck.isWrittenOn(filter)) {
        names.add(filter.getName());
      }
    }
    return names.isEmpty()
        ? List.of()
        : List.of(
            "@RequiresScope is read on servlets only, and so has no effect on "
                + String.join(", ", names)
                + "; name the scopes in routes");
  }
}
