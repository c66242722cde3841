package dev.tokenvalidator.servlet;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletMapping;

/**
 * Recognizes the objects of Spring's MockMvc by class name. Its context knows no mappings, its
 * requests name no servlet, and each new {@code MockMvc} starts the filter again.
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
