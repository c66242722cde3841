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
 * Keeps Jetty's {@code WebSocketUpgradeFilter} behind a filter of ours.
 *
 * <p>That filter answers WebSocket handshakes. Jetty puts it in front of all other filters when
 * WebSocket is set up, or with the first endpoint: before the application's filters start, or at
 * any time later. So it is moved back when ours starts, and again whenever Jetty adds one. Jetty
 * tells of a mapping under the lock that it has while it changes them, and before requests can meet
 * it, so that no request finds it in front.
 *
 * <p>While Jetty makes its list of mappings anew, though, a request can find a part of it. So Jetty
 * is made to add its filter when the context has started, before requests arrive, and has no reason
 * to add it later.
 */
final class JettyWebSocket {

  /** The attribute of a context with the endpoints of Jetty's own API. */
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
   * Moves Jetty's filter behind ours, and from then on every one that Jetty adds.
   *
   * @param context of the application
   * @param filterName the name that ours is mapped under
   * @param orderChecked whether somebody vouches for the order of the filters
   * @return null where there is nothing to keep behind, and where the order cannot be told but
   *     somebody vouches for it
   * @throws InvalidSettingException if Jetty can put its filter in front and cannot be kept from it
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

  /** Lets go of Jetty. */
  void release() {
    for (Watch watch : watches) {
      try {
        watch.end();
      } catch (ReflectiveOperationException | RuntimeException e) {
        // It stays with a context that ends, and must not hide why.
        BearerTokenFilter.log(Level.WARNING, "Jetty does not give a listener back: " + e);
      }
    }
    watches.clear();
  }

  /** Not sooner: Jetty cannot take a filter while it starts one. */
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
        // Then it comes with the first endpoint, and is moved.
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
      BearerTokenFilter.log(
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

  /** Asks the container, since Jetty's classes may be on the class path of another one. */
  private static boolean isJetty(ServletContext context) {
    if (context.getClass().getName().startsWith("org.eclipse.jetty.")) {
      return true;
    }
    String info = context.getServerInfo();
    return info != null && info.toLowerCase(Locale.ROOT).startsWith("jetty");
  }

  /** The name of Jetty's filter; null if there is none. */
  private static @Nullable String findUpgradeFilter() {
    String found = findUpgradeFilter(Thread.currentThread().getContextClassLoader());
    return found != null ? found : findUpgradeFilter(JettyWebSocket.class.getClassLoader());
  }

  /** Asks the parents too: a WAR's own loader hides what is the server's. */
  private static @Nullable String findUpgradeFilter(@Nullable ClassLoader first) {
    for (ClassLoader loader = first; loader != null; loader = loader.getParent()) {
      for (String name : upgradeFilters()) {
        try {
          Class.forName(name, false, loader);
          return name;
        } catch (ClassNotFoundException | LinkageError e) {
          // The next one, then.
        }
      }
    }
    return null;
  }

  /** Of the versions of Jakarta EE from Servlet 6.0 on, with some that may come. */
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
