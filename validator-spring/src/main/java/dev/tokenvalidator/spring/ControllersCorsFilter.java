package dev.tokenvalidator.spring;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.util.ClassUtils;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.CorsProcessor;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.cors.DefaultCorsProcessor;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Does what {@code @CrossOrigin} and {@code addCorsMappings} say in front of the token filter:
 * answers preflights, which carry no token, and gives refusals the headers without which a browser
 * hides them.
 *
 * <p>The metadata of protected resources is for every site, so what is configured for controllers
 * does not count there.
 *
 * <p>No controller runs here; the predicates of functional routes do, as in every search for a
 * handler. A request for which nothing is configured goes on to the token filter.
 */
final class ControllersCorsFilter extends OncePerRequestFilter {

  private static final String METADATA = "/.well-known/oauth-protected-resource";

  private final ListableBeanFactory beans;
  private final CorsProcessor processor = new DefaultCorsProcessor();

  /** Those of the context, found with the first request: they make all handlers. */
  private volatile @Nullable List<HandlerMapping> mappings;

  ControllersCorsFilter(ListableBeanFactory beans) {
    this.beans = beans;
  }

  static FilterRegistrationBean<ControllersCorsFilter> registration(
      ListableBeanFactory beans, int order) {
    FilterRegistrationBean<ControllersCorsFilter> registration =
        new FilterRegistrationBean<>(new ControllersCorsFilter(beans));
    registration.setOrder(order);
    registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST));
    return registration;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    CorsConfiguration configuration =
        CorsUtils.isCorsRequest(request) && isForControllers(request) && !isForMetadata(request)
            ? configuration(request)
            : null;
    boolean goesOn =
        configuration == null || processor.processRequest(configuration, request, response);
    if (goesOn && (configuration == null || !CorsUtils.isPreFlightRequest(request))) {
      chain.doFilter(request, response);
    }
  }

  /** Another servlet may have a path that controllers have below its own. */
  private static boolean isForControllers(HttpServletRequest request) {
    String name = request.getHttpServletMapping().getServletName();
    ServletRegistration servlet =
        name == null ? null : request.getServletContext().getServletRegistration(name);
    // MockMvc has one servlet, and no registration.
    return servlet == null || isDispatcher(servlet.getClassName(), request.getServletContext());
  }

  /** Whether the token filter answers, or may: code can give it resources that nobody sees. */
  private boolean isForMetadata(HttpServletRequest request) {
    String path = request.getRequestURI().substring(request.getContextPath().length());
    return (path.equals(METADATA) || path.startsWith(METADATA + "/"))
        && (!beans.containsBean("tokenValidatorFilter")
            || BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, FilterCustomizer.class)
                    .length
                > 0
            || beans
                .getBean(EnvironmentSettings.class)
                .find(FilterProperty.PROTECTED_RESOURCE)
                .isPresent());
  }

  private static boolean isDispatcher(@Nullable String className, ServletContext context) {
    if (DispatcherServlet.class.getName().equals(className)) {
      return true;
    }
    try {
      return className != null
          && DispatcherServlet.class.isAssignableFrom(
              ClassUtils.forName(className, context.getClassLoader()));
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /** Not those of a parent, which the servlet of this context does not ask. */
  private List<HandlerMapping> mappings() {
    List<HandlerMapping> found = mappings;
    if (found == null) {
      found = new ArrayList<>(beans.getBeansOfType(HandlerMapping.class).values());
      AnnotationAwareOrderComparator.sort(found);
      mappings = found;
    }
    return found;
  }

  /** What the handlers of a path allow; null if nothing says so. */
  private @Nullable CorsConfiguration configuration(HttpServletRequest request) {
    HttpServletRequest copy = new OwnAttributes(request);
    try {
      ServletRequestPathUtils.parseAndCache(copy);
      for (HandlerMapping mapping : mappings()) {
        HandlerExecutionChain found = mapping.getHandler(copy);
        if (found != null) {
          return configuration(found, copy);
        }
      }
    } catch (Exception e) {
      // No handler takes the method or the media type, or a predicate has failed; the request goes
      // the same way again, behind the token filter.
      SpringLog.log(Level.DEBUG, "no CORS configuration was found: " + e);
    }
    return null;
  }

  private static @Nullable CorsConfiguration configuration(
      HandlerExecutionChain chain, HttpServletRequest request) {
    for (HandlerInterceptor interceptor : chain.getInterceptorList()) {
      if (interceptor instanceof CorsConfigurationSource source) {
        return source.getCorsConfiguration(request);
      }
    }
    return chain.getHandler() instanceof CorsConfigurationSource source
        ? source.getCorsConfiguration(request)
        : null;
  }

  /** Keeps what a mapping leaves on a request away from the request. */
  private static final class OwnAttributes extends HttpServletRequestWrapper {

    private final Map<String, @Nullable Object> own = new HashMap<>();

    OwnAttributes(HttpServletRequest request) {
      super(request);
    }

    @Override
    public @Nullable Object getAttribute(String name) {
      return own.containsKey(name) ? own.get(name) : super.getAttribute(name);
    }

    @Override
    public void setAttribute(String name, @Nullable Object value) {
      own.put(name, value);
    }

    @Override
    public void removeAttribute(String name) {
      own.put(name, null);
    }
  }
}
