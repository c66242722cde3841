package dev.tokenvalidator.benchmarks.speed;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An application of one servlet, as a filter sees it at its start. */
final class StubContext {

  static final String PATH = "/products";
  static final String SERVLET = "products";

  private StubContext() {}

  static FilterConfig filterConfig() {
    ServletRegistration registration =
        stub(
            ServletRegistration.class,
            Map.of(
                "getName", SERVLET,
                "getClassName", Products.class.getName(),
                "getMappings", List.of(PATH)));
    Map<String, @Nullable Object> context = new HashMap<>();
    context.put("getAttribute", null);
    context.put("getServerInfo", "none");
    context.put("getContextPath", "");
    context.put(
        "getFilterRegistration",
        stub(FilterRegistration.class, Map.of("getUrlPatternMappings", List.of("/*"))));
    context.put("getFilterRegistrations", Map.of());
    context.put("getServletRegistrations", Map.of(SERVLET, registration));
    context.put("getServletRegistration", registration);
    context.put("getClassLoader", StubContext.class.getClassLoader());
    return stub(
        FilterConfig.class,
        Map.of(
            "getFilterName", "tokens",
            "getServletContext", stub(ServletContext.class, context),
            "getInitParameterNames", Collections.emptyEnumeration()));
  }

  /** Answers the named methods; any other fails and says which it is. */
  static <T> T stub(Class<T> type, Map<String, ?> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            StubContext.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (answers.containsKey(method.getName())) {
                return answers.get(method.getName());
              }
              if (method.getName().equals("equals")) {
                return proxy == arguments[0];
              }
              if (method.getReturnType() == void.class) {
                return null;
              }
              throw new UnsupportedOperationException(
                  type.getSimpleName() + "." + method.getName());
            }));
  }

  /** Never called: the chain ends before. */
  static final class Products extends HttpServlet {

    private static final long serialVersionUID = 1L;
  }
}
