package dev.tokenvalidator.servlet;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletMapping;

/**
 * Tells what Spring's MockMvc hands to a filter from what a container does, by class name. The mock
 * of a context knows no mappings, the mock of a request names no servlet, and a filter is started
 * anew by each {@code MockMvc} that is built.
 */
final class SpringMocks {

  private static final String PACKAGE = "org.springframework.mock.web.";

  private SpringMocks() {}

  static boolean isMock(ServletContext context) {
    return isA("MockServletContext", context);
  }

  static boolean isMock(FilterConfig config) {
    return isA("MockFilterConfig", config);
  }

  static boolean isMock(HttpServletMapping mapping) {
    return isA("MockHttpServletMapping", mapping);
  }

  private static boolean isA(String name, Object object) {
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      if (type.getName().equals(PACKAGE + name)) {
        return true;
      }
    }
    return false;
  }
}
