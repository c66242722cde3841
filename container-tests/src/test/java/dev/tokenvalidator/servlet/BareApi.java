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
import java.util.Enumeration;

/** A filter that is shown the context by the Servlet API alone, as in a container nobody knows. */
record BareApi(Filter filter) implements Filter {

  @Override
  public void init(FilterConfig config) throws ServletException {
    filter.init(
        new FilterConfig() {
          @Override
          public String getFilterName() {
            return config.getFilterName();
          }

          @Override
          public ServletContext getServletContext() {
            return bare(config.getServletContext());
          }

          @Override
          public String getInitParameter(String name) {
            return config.getInitParameter(name);
          }

          @Override
          public Enumeration<String> getInitParameterNames() {
            return config.getInitParameterNames();
          }
        });
  }

  private static ServletContext bare(ServletContext context) {
    return (ServletContext)
        Proxy.newProxyInstance(
            BareApi.class.getClassLoader(),
            new Class<?>[] {ServletContext.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getAttribute")
                  && arguments[0].toString().startsWith("org.apache.")) {
                return null;
              }
              try {
                return method.invoke(context, arguments);
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
            });
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
}
