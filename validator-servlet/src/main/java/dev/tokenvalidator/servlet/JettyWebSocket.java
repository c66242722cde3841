package dev.tokenvalidator.servlet;

import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.servlet.JettyFilters.Mapping;
import dev.tokenvalidator.servlet.JettyFilters.Watch;
import jakarta.servlet.ServletContext;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps Jetty's {@code WebSocketUpgradeFilter} behind the bearer token filter.
 *
 * <p>Jetty's filter answers WebSocket handshakes. Jetty puts it in front of all other filters when
 * WebSocket is set up or when the first endpoint is added, which may be before the application's
 * filters start or at any later time. So it is moved back when the bearer token filter starts, and
 * whenever Jetty adds it. Jetty calls its listeners under the lock that it holds while it changes
 * the mappings, and before requests can meet the new one, so no request finds it in front.
 *
 * <p>While Jetty rebuilds its list of mappings, however, a request can find a part of it. So Jetty
 * is made to add its filter when the context has started, before requests arrive, and then has no
 * reason to add it later.
 */
final class JettyWebSocket {

  /** The context attribute that holds the endpoints of Jetty's own API. */
  private static final String JETTYS_ENDPOINTS =
      "org.eclipse.jetty.websocket.api.WebSocketContainer";

  private static final String ENDPOINTS_CLASS = ".server.JettyWebSocketServerContainer";
  private static final String FILTER_CLASS = ".servlet.WebSocketUpgradeFilter";

  private final ServletContext context;
  private final JettyFilters filters;
  private final String filterName;
  private final List<Watch> watches = new ArrayList<>();

  private JettyWebSocket(ServletContext context, JettyFilters filters, String filterName) {
    this.context = context;
    this.filters = filters;
    this.filterName = filterName;
  }

  /**
   * Moves Jetty's filter behind the bearer token filter, now and whenever Jetty adds it.
   *
   * @param context of the application
   * @param filterName of the bearer token filter
   * @param orderChecked whether the operator has checked the order of the filters
   * @return null if there is nothing to move, or if the order is hidden but was checked
   * @throws InvalidSettingException if Jetty can put its filter in front and this cannot move it
   */
  static @Nullable JettyWebSocket keepBehind(
      ServletContext context, String filterName, boolean orderChecked) {
    if (!isJetty(context)) {
      return null;
    }
    Throwable reason = null;
    try {
      JettyFilters filters = JettyFilters.of(context);
      if (filters != null) {
        JettyWebSocket kept = new JettyWebSocket(context, filters, filterName);
        kept.start();
        return kept;
      }
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      reason = e;
    }
    String upgradeFilter = orderChecked ? null : findUpgradeFilter();
    if (upgradeFilter == null) {
      return null;
    }
    InvalidSettingException refusal =
        new InvalidSettingException(
            NamedSetting.FILTER_ORDER_CHECKED.initParam(), problem(upgradeFilter, context));
    refusal.initCause(reason);
    throw refusal;
  }

  private void start() throws ReflectiveOperationException {
    moveBehind();
    try {
      watches.add(filters.watch(this::moveBehindWhenAdded));
      watches.add(filters.watchStart(this::addEarly));
    } catch (ReflectiveOperationException | RuntimeException | Error e) {
      release();
      throw e;
    }
  }

  /** Removes the listeners from Jetty. */
  void release() {
    for (Watch watch : watches) {
      try {
        watch.end();
      } catch (ReflectiveOperationException | RuntimeException e) {
        // The context is ending anyway, and an exception here would hide the reason.
        FilterLog.log(Level.WARNING, "Jetty does not remove a listener: " + e);
      }
    }
    watches.clear();
  }

  /** Runs after the start: Jetty cannot add a filter while it starts one. */
  private void addEarly() {
    Object endpoints = context.getAttribute(JETTYS_ENDPOINTS);
    String className = endpoints == null ? "" : endpoints.getClass().getName();
    if (className.endsWith(ENDPOINTS_CLASS)) {
      try {
        Class.forName(
                className.replace(ENDPOINTS_CLASS, FILTER_CLASS),
                true,
                endpoints.getClass().getClassLoader())
            .getMethod("ensureFilter", ServletContext.class)
            .invoke(null, context);
      } catch (ReflectiveOperationException | LinkageError e) {
        // Then Jetty adds it with the first endpoint, and it is moved.
      }
    }
  }

  private void moveBehind() throws ReflectiveOperationException {
    List<Mapping> mappings = filters.mappings();
    int end = mappings.size();
    for (int i = 0; i < mappings.size(); i++) {
      if (mappings.get(i).filterName().equals(filterName)) {
        end = i + 1;
      }
    }
    List<Mapping> front = new ArrayList<>();
    List<Mapping> moved = new ArrayList<>();
    for (Mapping mapping : mappings.subList(0, end)) {
      (filters.isOf(mapping, KnownFilters::isJettyWebSocket) ? moved : front).add(mapping);
    }
    if (!moved.isEmpty()) {
      List<Mapping> order = new ArrayList<>(front);
      order.addAll(moved);
      order.addAll(mappings.subList(end, mappings.size()));
      filters.arrange(order);
      FilterLog.log(
          Level.INFO,
          "Jetty's WebSocketUpgradeFilter stood in front of this filter and was moved behind it");
    }
  }

  private void moveBehindWhenAdded() {
    try {
      moveBehind();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Jetty's WebSocketUpgradeFilter cannot be moved", e);
    }
  }

  /** Asks the context, because Jetty's classes may be on the class path of another container. */
  private static boolean isJetty(ServletContext context) {
    if (context.getClass().getName().startsWith("org.eclipse.jetty.")) {
      return true;
    }
    String info = context.getServerInfo();
    return info != null && info.toLowerCase(Locale.ROOT).startsWith("jetty");
  }

  /** The class name of Jetty's filter; null if it cannot be loaded. */
  private static @Nullable String findUpgradeFilter() {
    String found = findUpgradeFilter(Thread.currentThread().getContextClassLoader());
    return found != null ? found : findUpgradeFilter(JettyWebSocket.class.getClassLoader());
  }

  /** Asks the parents too: a WAR's own loader hides the server's classes. */
  private static @Nullable String findUpgradeFilter(@Nullable ClassLoader first) {
    for (ClassLoader loader = first; loader != null; loader = loader.getParent()) {
      for (String name : upgradeFilters()) {
        try {
          Class.forName(name, false, loader);
          return name;
        } catch (ClassNotFoundException | LinkageError e) {
          // Try the next name.
        }
      }
    }
    return null;
  }

  /** For the versions of Jakarta EE since Servlet 6.0, and some future ones. */
  private static List<String> upgradeFilters() {
    return IntStream.rangeClosed(10, 19)
        .mapToObj(version -> "org.eclipse.jetty.ee" + version + ".websocket" + FILTER_CLASS)
        .toList();
  }

  private static String problem(String upgradeFilter, ServletContext context) {
    return """
        is not set, and Jetty may put its WebSocketUpgradeFilter in front of this filter, where it \
        opens WebSockets without a token: %2$s does not show the order of the filters. Start this \
        filter with Jetty's own ServletContext; or put Jetty's filter behind it, in code:
        FilterRegistration.Dynamic sockets = context.addFilter("%1$s", "%1$s");
        sockets.setAsyncSupported(true);
        sockets.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
        or in web.xml after this filter:
        <filter>
          <filter-name>%1$s</filter-name>
          <filter-class>%1$s</filter-class>
          <async-supported>true</async-supported>
        </filter>
        <filter-mapping>
          <filter-name>%1$s</filter-name>
          <url-pattern>/*</url-pattern>
        </filter-mapping>
        and then set filterOrderChecked"""
        .formatted(upgradeFilter, context.getClass().getName());
  }
}
