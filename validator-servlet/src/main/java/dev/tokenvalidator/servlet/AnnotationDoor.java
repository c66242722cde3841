package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AnnotatedAccess;
import dev.tokenvalidator.InvalidSettingException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A filter that protects an application with annotated servlets if the application has no {@link
 * BearerTokenFilter}. Otherwise it lets every request through.
 *
 * <p>Only a filter starts late enough to know that: after all initializers and listeners. A
 * listener that an initializer adds also starts late, but it may not read or add registrations
 * (Servlet 6.0 section 4.4).
 */
final class AnnotationDoor implements Filter {

  private static final String OTHERWISE =
      "register a BearerTokenFilter yourself, or set the context-param "
          + ContextParams.ANNOTATIONS
          + " to off";

  private final Map<String, String> environment;

  /** Null before {@link #init} and after {@link #destroy}. */
  private volatile @Nullable Decision decision;

  /**
   * What {@link #init} decided.
   *
   * @param filter the filter inside; null if the application needs none
   */
  private record Decision(@Nullable BearerTokenFilter filter) {}

  private AnnotationDoor(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Registers it in front of all filters that are mapped later, unless it has nothing to do. */
  static void register(Map<String, String> environment, ServletContext context) {
    if (isIdle(context, ContextParams.of(context))) {
      return;
    }
    FilterRegistration.Dynamic registration =
        context.addFilter(FilterNames.ANNOTATION_DOOR, new AnnotationDoor(environment));
    // Null if a second copy of this library has registered its own.
    if (registration != null) {
      registration.setAsyncSupported(true);
      registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
    }
  }

  @Override
  public void init(FilterConfig config) {
    decision = new Decision(needed(config));
  }

  private @Nullable BearerTokenFilter needed(FilterConfig config) {
    ServletContext context = config.getServletContext();
    ContextParams params = ContextParams.of(context);
    if (isIdle(context, params)) {
      return null;
    }
    List<String> annotated = annotatedServlets(context);
    if (annotated.isEmpty()) {
      params.checkUnused(
          "no servlet is annotated, and no BearerTokenFilter is registered, so nothing is"
              + " protected; register one");
      UnreadAnnotations.check(context).forEach(warning -> FilterLog.log(Level.WARNING, warning));
      return null;
    }
    return start(config, params, annotated);
  }

  private static boolean isIdle(ServletContext context, ContextParams params) {
    boolean hasFilter = hasFilter(context);
    if (hasFilter && !params.annotationsAreOff()) {
      params.checkUnused(
          "the application registers a BearerTokenFilter itself; make it an init-param of that");
    }
    return hasFilter || params.annotationsAreOff();
  }

  private BearerTokenFilter start(
      FilterConfig config, ContextParams params, List<String> annotated) {
    BearerTokenFilter own =
        new BearerTokenFilter(new BearerTokenFilterBuilder().environment(environment).settings());
    String because =
        "annotations protect "
            + String.join(", ", annotated)
            + ", but no BearerTokenFilter is registered";
    try {
      own.init(new Config(config, params.settings()));
    } catch (InvalidSettingException e) {
      InvalidSettingException failure =
          new InvalidSettingException(
              params.nameOf(e.setting()),
              because
                  + ", and the one to be installed does not start: "
                  + e.getMessage()
                  + "; give it settings in context-params, such as "
                  + ContextParams.PREFIX
                  + NamedSetting.ISSUER.initParam()
                  + ", or in the environment, "
                  + OTHERWISE);
      failure.initCause(e);
      throw failure;
    }
    FilterLog.log(
        Level.INFO,
        because
            + ", so one was installed: every request that no annotation and no route covers is"
            + " refused; to change that, "
            + OTHERWISE);
    return own;
  }

  /**
   * Whether the application has a filter, started or not: containers start filters in any order. A
   * filter that is not mapped to all paths does not count, and refuses to start. A bean of Spring's
   * counts.
   */
  private static boolean hasFilter(ServletContext context) {
    return context.getAttribute(FilterNames.BEARER_TOKEN_FILTER) != null
        || context.getFilterRegistrations().values().stream()
            .anyMatch(
                registration ->
                    FilterTypes.of(context, registration)
                            .get(0)
                            .equals(FilterNames.BEARER_TOKEN_FILTER)
                        && registration.getUrlPatternMappings().contains("/*"));
  }

  /** The annotated classes, sorted by servlet name so that each start logs the same order. */
  private static List<String> annotatedServlets(ServletContext context) {
    ContextClasses classes = new ContextClasses(context);
    return new TreeMap<>(context.getServletRegistrations())
        .values().stream()
            .filter(
                registration -> {
                  Class<?> servlet = classes.load(registration.getClassName(), Servlet.class);
                  return servlet != null && AnnotatedAccess.isWrittenOn(servlet);
                })
            .map(registration -> String.valueOf(registration.getClassName()))
            .distinct()
            .toList();
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Decision made = decision;
    if (made == null) {
      throw new ServletException("the filter was not started");
    }
    BearerTokenFilter own = made.filter();
    if (own == null) {
      chain.doFilter(request, response);
    } else {
      own.doFilter(request, response, chain);
    }
  }

  @Override
  public void destroy() {
    Decision made = decision;
    decision = null;
    BearerTokenFilter own = made == null ? null : made.filter();
    if (own != null) {
      own.destroy();
    }
  }

  /** The configuration of the filter inside, with context-params as init-params. */
  private record Config(FilterConfig outer, Map<String, String> settings) implements FilterConfig {

    @Override
    public String getFilterName() {
      return outer.getFilterName();
    }

    @Override
    public ServletContext getServletContext() {
      return outer.getServletContext();
    }

    @Override
    public @Nullable String getInitParameter(String name) {
      return settings.get(name);
    }

    @Override
    public Enumeration<String> getInitParameterNames() {
      return Collections.enumeration(settings.keySet());
    }
  }
}
