package dev.tokenvalidator.containers;

import static dev.tokenvalidator.Access.allOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import dev.tokenvalidator.servlet.BearerTokenFilterBuilder;
import dev.tokenvalidator.servlet.Http;
import dev.tokenvalidator.servlet.InWrappedContext;
import dev.tokenvalidator.servlet.LogLines;
import dev.tokenvalidator.servlet.OnEachContainer;
import dev.tokenvalidator.servlet.QuickIssuer;
import dev.tokenvalidator.servlet.TestApp;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.security.Principal;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHandler;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServerContainer;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServlet;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServletFactory;
import org.eclipse.jetty.ee10.websocket.server.config.JettyWebSocketServletContainerInitializer;
import org.eclipse.jetty.ee10.websocket.servlet.WebSocketUpgradeFilter;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jetty's WebSocket filter stays behind ours, whenever and however it is registered. */
@Tag(OnEachContainer.TAG)
@Tag("jetty")
@ExtendWith(QuickIssuer.class)
class JettyWebSocketTest {

  private static final String UPGRADE_FILTER = JettyApp.upgradeFilter("ee10");

  private final WatchedHandler mappings = new WatchedHandler();
  private final OwnContext handler = new OwnContext(mappings);
  private final JettyApp app = JettyApp.of("ee10", handler);

  @Test
  void protectsWebSocketThatIsSetUpLater(TestIssuer issuer) throws Exception {
    app.initializer(FilterPlace.INSTALL.initializer(filter(issuer).build()));

    try (WebSocketContainer.Running running = app.start()) {
      JakartaWebSocketServletContainerInitializer.initialize(handler);
      running.addEndpoint("/ws/late");

      assertGuards(running, "/ws/late", issuer);
    }
    assertThat(mappings.seen)
        .contains(List.of(BearerTokenFilter.class.getName(), UPGRADE_FILTER))
        .doesNotContain(List.of(UPGRADE_FILTER, BearerTokenFilter.class.getName()));
  }

  @Test
  void protectsJettysOwnEndpoints(TestIssuer issuer) throws Exception {
    app.initializer(FilterPlace.INSTALL.initializer(filter(issuer).build()));
    JettyWebSocketServletContainerInitializer.configure(handler, null);

    try (WebSocketContainer.Running running = app.start()) {
      int changes = mappings.seen.size();
      JettyWebSocketServerContainer.getContainer(running.context())
          .addMapping(
              "/ws/late", (request, response) -> new JettysEndpoint(request.getUserPrincipal()));

      assertGuards(running, "/ws/late", issuer);
      // No mapping changes while requests run: a request could see half of the change.
      assertThat(mappings.seen)
          .hasSize(changes)
          .endsWith(List.of(BearerTokenFilter.class.getName(), UPGRADE_FILTER));
    }
  }

  @Test
  void protectsServletsThatUpgradeByThemselves(TestIssuer issuer) throws Exception {
    app.initializer(FilterPlace.INSTALL.initializer(filter(issuer).build()));
    JettyWebSocketServletContainerInitializer.configure(handler, null);
    handler.addServlet(new UpgradesByItself(), "/ws/servlet");

    try (WebSocketContainer.Running running = app.start()) {
      assertGuards(running, "/ws/servlet", issuer);
    }
  }

  @Test
  void protectsIfListenersInstallTheFilter(TestIssuer issuer) throws Exception {
    app.webSocket(CallerEndpoint.class);
    BearerTokenFilter filter = filter(issuer).build();
    handler.addEventListener(new Installs(filter));

    try (WebSocketContainer.Running running = app.start()) {
      assertGuards(running, CallerEndpoint.PATH, issuer);
    }
  }

  @Test
  void protectsEachContextOfOneServer(TestIssuer issuer) throws Exception {
    JettyApp sibling = JettyApp.plain("ee10");
    for (JettyApp each : List.of(app, sibling)) {
      each.webSocket(CallerEndpoint.class);
      each.initializer(FilterPlace.CONTAINER.initializer(filter(issuer).build()));
      each.filter(filter(issuer).build());
    }
    handler.setContextPath("/one");
    sibling.context().setContextPath("/two");
    app.addBeside(sibling);

    try (WebSocketContainer.Running running = app.start()) {
      assertGuards(running, "/one" + CallerEndpoint.PATH, issuer);
      assertGuards(running, "/two" + CallerEndpoint.PATH, issuer);

      sibling.context().stop();

      assertGuards(running, "/one" + CallerEndpoint.PATH, issuer);
    }
  }

  @Test
  void listsUpgradeFilterAsBehind(TestIssuer issuer) throws Exception {
    app.filter(filter(issuer).build());
    app.webSocket(CallerEndpoint.class);

    try (LogLines log = new LogLines();
        WebSocketContainer.Running running = app.start()) {
      assertGuards(running, CallerEndpoint.PATH, issuer);
      assertThat(log.visibleByDefault())
          .contains(
              "Jetty's WebSocketUpgradeFilter stood in front of this filter and was moved behind"
                  + " it")
          .anySatisfy(
              table ->
                  assertThat(table.lines())
                      .anyMatch(
                          line ->
                              line.matches(
                                  " *behind +"
                                      + UPGRADE_FILTER
                                      + ".* serves WebSocket endpoints")));
    }
  }

  @Test
  void protectsEndpointsThatServletsAddOnStart(TestIssuer issuer) throws Exception {
    app.initializer(FilterPlace.INSTALL.initializer(filter(issuer).build()));
    JettyWebSocketServletContainerInitializer.configure(handler, null);
    app.initializer(
        (types, context) -> {
          ServletRegistration.Dynamic servlet = context.addServlet("adds", new AddsEndpoint());
          servlet.setLoadOnStartup(1);
          servlet.addMapping("/adds");
        });

    try (WebSocketContainer.Running running = app.start()) {
      assertGuards(running, "/ws/early", issuer);
    }
  }

  @Test
  void movesUpgradeFilterThatWasThereBefore(TestIssuer issuer) throws Exception {
    app.webSocket(CallerEndpoint.class);
    BearerTokenFilter filter = filter(issuer).build();
    app.initializer(FilterPlace.CONTAINER.initializer(filter));
    app.initializer((types, context) -> FilterPlace.register(filter, context, true));

    try (WebSocketContainer.Running running = app.start()) {
      assertGuards(running, CallerEndpoint.PATH, issuer);
    }
  }

  @ParameterizedTest
  @ValueSource(classes = {WebSocketUpgradeFilter.class, Upgrades.class})
  void movesUpgradeFilterThatTheApplicationDeclares(
      Class<? extends Filter> upgradeFilter, TestIssuer issuer) throws Exception {
    app.webSocket(CallerEndpoint.class);
    app.initializer(
        (types, context) -> {
          FilterRegistration.Dynamic sockets = context.addFilter("sockets", upgradeFilter);
          sockets.setAsyncSupported(true);
          sockets.addMappingForUrlPatterns(null, false, "/*");
        });
    app.initializer(FilterPlace.INSTALL.initializer(filter(issuer).build()));

    try (WebSocketContainer.Running running = app.start()) {
      assertGuards(running, CallerEndpoint.PATH, issuer);
    }
  }

  @Test
  void leavesOtherFiltersInFront(TestIssuer issuer) throws Exception {
    handler.addFilter(SaysHello.class, "/*", EnumSet.of(DispatcherType.REQUEST));
    app.filter(filter(issuer).build());
    app.webSocket(CallerEndpoint.class);

    try (WebSocketContainer.Running running = app.start();
        Http client = new Http(running.port())) {
      assertGuards(running, CallerEndpoint.PATH, issuer);
      Http.Response refused = client.send("GET", "/", List.of());
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.header("Hello")).contains("there");
    }
  }

  @Test
  void protectsAfterRestart(TestIssuer issuer) throws Exception {
    app.filter(filter(issuer).build());
    app.webSocket(CallerEndpoint.class);

    try (WebSocketContainer.Running running = app.start()) {
      int beans = handler.getServletHandler().getBeans().size();
      int listeners = handler.getEventListeners().size();
      handler.stop();
      handler.start();

      assertGuards(running, CallerEndpoint.PATH, issuer);
      assertThat(handler.getServletHandler().getBeans()).hasSize(beans);
      assertThat(handler.getEventListeners()).hasSize(listeners);
    }
  }

  @Test
  void startsWithUpgradeFilterDeclaredBehindInDescriptor(@TempDir Path directory, TestIssuer issuer)
      throws Exception {
    String descriptor =
        War.filterOnPage(issuer, "GET  /ws/*  allOf(read:products)")
            + """
            <filter>
              <filter-name>%1$s</filter-name>
              <filter-class>%1$s</filter-class>
              <async-supported>true</async-supported>
            </filter>
            <filter-mapping>
              <filter-name>%1$s</filter-name>
              <url-pattern>/*</url-pattern>
            </filter-mapping>
            """
                .formatted(UPGRADE_FILTER);
    War war = War.in(directory, descriptor, CallerEndpoint.class);

    try (WebSocketContainer.Running running = JettyApp.webapp("ee10", war.directory()).start()) {
      assertGuards(running, CallerEndpoint.PATH, issuer);
    }
  }

  @Test
  void startsWithDescriptorThatRequiresCoverage(@TempDir Path directory, TestIssuer issuer)
      throws Exception {
    String descriptor =
        War.filterOnPage(issuer, "GET  /ws/*  allOf(read:products)")
            .replace(
                "allOf(read:products)\n    </param-value>",
                "allOf(read:products)\n* /* authenticated\n</param-value>")
            .replace(
                "</filter>",
                """
                  <init-param>
                    <param-name>requireCoverage</param-name>
                    <param-value>true</param-value>
                  </init-param>
                </filter>
                """);
    War war = War.in(directory, descriptor, CallerEndpoint.class);

    try (WebSocketContainer.Running running = JettyApp.webapp("ee10", war.directory()).start()) {
      assertGuards(running, CallerEndpoint.PATH, issuer);
    }
  }

  @Test
  void doesNotStartIfTheFilterOrderIsUnknown(TestIssuer issuer) throws Exception {
    BearerTokenFilter filter = filter(issuer).build();
    app.initializer((types, context) -> registerWrapped(filter, context));
    app.webSocket(CallerEndpoint.class);

    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(app::start)
        .withMessageContainingAll(
            "filterOrderChecked",
            "context.addFilter(\"org.eclipse.jetty.ee",
            "<filter-class>org.eclipse.jetty.ee");
  }

  /** The application follows the advice in the refusal to start. */
  @Test
  void startsIfTheUnknownFilterOrderWasChecked(TestIssuer issuer) throws Exception {
    BearerTokenFilter filter = filter(issuer).filterOrderChecked().build();
    app.initializer(
        (types, context) -> {
          registerWrapped(filter, context);
          FilterRegistration.Dynamic sockets = context.addFilter(UPGRADE_FILTER, UPGRADE_FILTER);
          sockets.setAsyncSupported(true);
          sockets.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
        });
    app.webSocket(CallerEndpoint.class);

    try (WebSocketContainer.Running running = app.start()) {
      assertGuards(running, CallerEndpoint.PATH, issuer);
    }
  }

  private static void registerWrapped(BearerTokenFilter filter, ServletContext context) {
    FilterRegistration.Dynamic registration =
        context.addFilter(FilterPlace.FILTER_NAME, InWrappedContext.passingOn(filter));
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(FilterPlace.DISPATCHER_TYPES, false, "/*");
  }

  private static void assertGuards(
      WebSocketContainer.Running running, String path, TestIssuer issuer) throws Exception {
    String token = issuer.token().scope("read:products").mint();

    assertThat(Handshake.with(running.port(), path, null).status()).isEqualTo(401);
    assertThat(
            Handshake.with(running.port(), path, issuer.token().without("scope").mint()).status())
        .isEqualTo(403);
    assertThat(Handshake.with(running.port(), path, token).firstMessage())
        .contains(issuer.app().id());
  }

  private static BearerTokenFilterBuilder filter(TestIssuer issuer) {
    return BearerTokenFilter.builder()
        .environment(false)
        .logtoEndpoint(issuer.endpoint().toString())
        .audience(issuer.resource().indicator())
        .route("GET", "/ws/*", allOf("read:products"));
  }

  /** Records the order of the filters each time Jetty rebuilds the filter chains. */
  private static final class WatchedHandler extends ServletHandler {

    private final List<List<String>> seen = new CopyOnWriteArrayList<>();

    @Override
    protected void updateMappings() {
      // The superclass also calls this before the start.
      if (isRunning()) {
        seen.add(
            Arrays.stream(getFilterMappings()).map(mapping -> mapping.getFilterName()).toList());
      }
      super.updateMappings();
    }
  }

  /** A context of the application's own class, with a {@code ServletContext} of its own class. */
  private static final class OwnContext extends ServletContextHandler {

    OwnContext(ServletHandler handler) {
      setServletHandler(handler);
    }

    @Override
    public ServletContextApi newServletContextApi() {
      return new ServletContextApi() {};
    }
  }

  /** Installs a filter when the application starts. */
  private record Installs(BearerTokenFilter filter) implements ServletContextListener {

    @Override
    public void contextInitialized(ServletContextEvent event) {
      TestApp.install(filter, event.getServletContext());
    }
  }

  /** Sends each client its name. */
  public static final class JettysEndpoint implements Session.Listener.AutoDemanding {

    private final Principal caller;

    JettysEndpoint(Principal caller) {
      this.caller = caller;
    }

    @Override
    public void onWebSocketOpen(Session session) {
      session.sendText(caller.getName(), Callback.NOOP);
    }
  }

  /** Opens WebSockets without a filter. */
  private static final class UpgradesByItself extends JettyWebSocketServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void configure(JettyWebSocketServletFactory factory) {
      factory.setCreator((request, response) -> new JettysEndpoint(request.getUserPrincipal()));
    }
  }

  /** Adds an endpoint at its start. */
  private static final class AddsEndpoint extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    public void init() {
      JettyWebSocketServerContainer.getContainer(getServletContext())
          .addMapping(
              "/ws/early", (request, response) -> new JettysEndpoint(request.getUserPrincipal()));
    }
  }

  /** The application's own subclass of the filter. */
  public static final class Upgrades extends WebSocketUpgradeFilter {}

  /** Adds a header to every response. */
  public static final class SaysHello implements Filter {

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      ((HttpServletResponse) response).setHeader("Hello", "there");
      chain.doFilter(request, response);
    }
  }
}
