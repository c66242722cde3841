package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AnyOrganization;
import dev.tokenvalidator.Authenticated;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.MachineOnly;
import dev.tokenvalidator.Open;
import dev.tokenvalidator.Organization;
import dev.tokenvalidator.RequiresScope;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.annotation.HandlesTypes;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Protects a web application that has servlets with {@link RequiresScope} or its relatives but
 * registers no {@link BearerTokenFilter}. Without a filter, nothing would read the annotations.
 *
 * <p>The container finds and runs it (Servlet 6.0 section 8.2.4); an application does not call it.
 * When the container starts its filters, after all initializers and listeners, it decides whether a
 * filter is needed. If so, that filter stands in front, and takes its settings from the environment
 * and from context-params: {@code tokenValidator.issuer}, {@code tokenValidator.audience} and so
 * on, named like the init-params of the filter. Every request that no annotation and no route
 * covers is then refused. If settings are missing or malformed, the application does not start. The
 * context-param {@code tokenValidator.annotations} with the value {@code off} switches this off.
 *
 * <p>It does not change an application that registers a {@link BearerTokenFilter} or has no
 * annotated servlet.
 */
@HandlesTypes({
  RequiresScope.class,
  Authenticated.class,
  MachineOnly.class,
  Organization.class,
  AnyOrganization.class,
  Open.class
})
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
   * Puts a filter in front, which later decides whether it is needed.
   *
   * @param annotated the classes with the annotation that the container found
   * @param context of the application, while it starts
   * @throws InvalidSettingException if a context-param starts with {@code tokenValidator.} and is
   *     unknown, blank, or without effect
   */
  @Override
  public void onStartup(@Nullable Set<Class<?>> annotated, ServletContext context) {
    UnreadAnnotations.remember(annotated == null ? Set.of() : annotated, context);
    AnnotationDoor.register(environment, context);
  }
}
