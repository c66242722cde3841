package dev.tokenvalidator.servlet;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * Starts a filter with the container's context in a wrapper, as some frameworks do.
 *
 * @param isUnknown whether the wrapper also hides which container it is
 */
public record InWrappedContext(Filter filter, boolean isUnknown) implements Filter {

  /** The wrapper passes on every call. */
  public static InWrappedContext passingOn(Filter filter) {
    return new InWrappedContext(filter, false);
  }

  /** The wrapper shows only the Servlet API, as an unknown container would. */
  public static InWrappedContext ofUnknownContainer(Filter filter) {
    return new InWrappedContext(filter, true);
  }

  @Override
  public void init(FilterConfig config) throws ServletException {
    filter.init(new DelegatingFilterConfig(config, wrap(config.getServletContext())));
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    filter.doFilter(request, response, chain);
  }

  @Override
  public void destroy() {
    filter.destroy();
  }

  private ServletContext wrap(ServletContext context) {
    return (ServletContext)
        Proxy.newProxyInstance(
            InWrappedContext.class.getClassLoader(),
            new Class<?>[] {ServletContext.class},
            (proxy, method, arguments) -> {
              if (isUnknown && method.getName().equals("getServerInfo")) {
                return "a container";
              }
              if (isUnknown
                  && method.getName().equals("getAttribute")
                  && arguments[0].toString().startsWith("org.apache.")) {
                return null;
              }
              try {
                return method.invoke(context, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
