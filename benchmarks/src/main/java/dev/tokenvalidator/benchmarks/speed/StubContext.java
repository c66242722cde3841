package dev.tokenvalidator.benchmarks.speed;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An application of one servlet, as a filter sees it when it starts. */
final class StubContext {

  static final String PATH = "/products";
  static final String SERVLET = "products";

  private StubContext() {}

  static FilterConfig filterConfig() {
    ServletRegistration registration =
        Stub.of(
            ServletRegistration.class,
            Map.of(
                "getName", SERVLET,
                "getClassName", Products.class.getName(),
                "getMappings", List.of(PATH)));
    Map<String, @Nullable Object> context = new HashMap<>();
    context.put("getAttribute", null);
    context.put(
        "getFilterRegistration",
        Stub.of(FilterRegistration.class, Map.of("getUrlPatternMappings", List.of("/*"))));
    context.put("getFilterRegistrations", Map.of());
    context.put("getServletRegistrations", Map.of(SERVLET, registration));
    context.put("getServletRegistration", registration);
    context.put("getClassLoader", StubContext.class.getClassLoader());
    return Stub.of(
        FilterConfig.class,
        Map.of(
            "getFilterName", "tokens",
            "getServletContext", Stub.of(ServletContext.class, context),
            "getInitParameterNames", Collections.emptyEnumeration()));
  }

  /** Never called: the chain ends before. */
  static final class Products extends HttpServlet {

    private static final long serialVersionUID = 1L;
  }
}
