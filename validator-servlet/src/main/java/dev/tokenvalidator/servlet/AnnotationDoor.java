package dev.tokenvalidator.servlet;

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
 * Stands in front of an application and lets everything through, unless servlets are annotated and
 * no {@link BearerTokenFilter} is there: then it is one.
 *
 * <p>A filter, because only a filter starts late enough to know: after all initializers and
 * listeners. A listener that an initializer adds comes late too, but may neither look at the
 * registrations nor add one (Servlet 6.0 section 4.4).
 */
final class AnnotationDoor implements Filter {

  /** The name it is registered under. */
  static final String NAME = AnnotationDoor.class.getName();

  private static final String OTHERWISE =
      "register a BearerTokenFilter yourself, or set the context-param "
          + ContextParams.ANNOTATIONS
          + " to off";

  private final Map<String, String> environment;
  private volatile boolean decided;
  private volatile @Nullable BearerTokenFilter filter;

  private AnnotationDoor(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Registers it in front of all filters that are mapped later, unless it is known to be idle. */
  static void register(Map<String, String> environment, ServletContext context) {
    if (isIdle(context, ContextParams.of(context))) {
      return;
    }
    FilterRegistration.Dynamic registration =
        context.addFilter(NAME, new AnnotationDoor(environment));
    // Null where a second copy of the library is there, which has registered its own.
    if (registration != null) {
      registration.setAsyncSupported(true);
      registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
    }
  }

  @Override
  public void init(FilterConfig config) {
    filter = needed(config);
    decided = true;
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
          "no servlet carries @RequiresScope, and no BearerTokenFilter is registered, so that"
              + " nothing is protected; register one");
      UnreadAnnotations.warnings(context)
          .forEach(warning -> BearerTokenFilter.log(Level.WARNING, warning));
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
        "@RequiresScope is on "
            + String.join(", ", annotated)
            + ", but no BearerTokenFilter is there";
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
    BearerTokenFilter.log(
        Level.INFO,
        because
            + ", so one was installed: every request that no annotation and no route covers is"
            + " refused; to have it otherwise, "
            + OTHERWISE);
    return own;
  }

  /**
   * Whether there is one, started or not: containers start filters in any order. One that is not
   * mapped to all paths may never be asked, so it does not count; where it starts, it refuses to.
   * One that Spring has as a bean counts.
   */
  private static boolean hasFilter(ServletContext context) {
    return context.getAttribute(BearerTokenFilter.NAME) != null
        || context.getFilterRegistrations().values().stream()
            .anyMatch(
                registration ->
                    FilterTypes.of(context, registration).get(0).equals(BearerTokenFilter.NAME)
                        && registration.getUrlPatternMappings().contains("/*"));
  }

  /** The classes by the names of the servlets, so that the order is the same at each start. */
  private static List<String> annotatedServlets(ServletContext context) {
    ContextClasses classes = new ContextClasses(context);
    return new TreeMap<>(context.getServletRegistrations())
        .values().stream()
            .filter(
                registration -> {
                  Class<?> servlet = classes.load(registration.getClassName(), Servlet.class);
                  return servlet != null && AnnotationCheck.isWrittenOn(servlet);
                })
            .map(registration -> String.valueOf(registration.getClassName()))
            .distinct()
            .toList();
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    BearerTokenFilter own = filter;
    if (!decided) {
      throw new ServletException("the filter was not started");
    } else if (own == null) {
      chain.doFilter(request, response);
    } else {
      own.doFilter(request, response, chain);
    }
  }

  @Override
  public void destroy() {
    decided = false;
    BearerTokenFilter own = filter;
    if (own != null) {
      own.destroy();
      filter = null;
    }
  }

  /** What the filter inside is told: its name and context, and context-params as init-params. */
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
