package dev.tokenvalidator.servlet;

import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.RequiresScope;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.annotation.HandlesTypes;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Protects a web application whose servlets carry {@link RequiresScope} and that registers no
 * {@link BearerTokenFilter}: without one, nobody would read the annotations.
 *
 * <p>The container finds and runs it (Servlet 6.0 section 8.2.4); an application does not call it.
 * Whether a filter is needed is decided when the container starts its filters, which is after all
 * initializers and listeners. If one is, it stands in front, and takes its settings from the
 * environment and from context-params: {@code tokenValidator.issuer}, {@code
 * tokenValidator.audience} and so on, named like the init-params of the filter. Every request that
 * no annotation and no route covers is refused from then on. If settings are missing or malformed,
 * the application does not start. The context-param {@code tokenValidator.annotations} with the
 * value {@code off} switches all this off.
 *
 * <p>An application with a {@link BearerTokenFilter}, or without an annotated servlet, is left as
 * it is.
 */
@HandlesTypes(RequiresScope.class)
public final class RequiresScopeInitializer implements ServletContainerInitializer {

  private final Map<String, String> environment;

  /** For the container. */
  public RequiresScopeInitializer() {
    this(System.getenv());
  }

  /** For tests: the variables to see instead of the system's. */
  RequiresScopeInitializer(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Puts a filter in front that lets everything through, unless it turns out to be needed.
   *
   * @param annotated the classes with the annotation, as far as the container looked for them
   * @param context of the application, while it starts
   * @throws InvalidSettingException if a context-param starts with {@code tokenValidator.} and is
   *     unknown, blank, or not read by anybody
   */
  @Override
  public void onStartup(@Nullable Set<Class<?>> annotated, ServletContext context) {
    UnreadAnnotations.remember(annotated == null ? Set.of() : annotated, context);
    AnnotationDoor.register(environment, context);
  }
}
