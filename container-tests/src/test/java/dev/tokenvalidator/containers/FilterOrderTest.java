package dev.tokenvalidator.containers;

import static dev.tokenvalidator.Access.allOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import dev.tokenvalidator.servlet.BearerTokenFilterBuilder;
import dev.tokenvalidator.servlet.Container;
import dev.tokenvalidator.servlet.Http;
import dev.tokenvalidator.servlet.InWrappedContext;
import dev.tokenvalidator.servlet.LogLines;
import dev.tokenvalidator.servlet.OnEachContainer;
import dev.tokenvalidator.servlet.QuickIssuer;
import dev.tokenvalidator.servlet.TestApp;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.web.filter.CharacterEncodingFilter;
import org.springframework.web.filter.HiddenHttpMethodFilter;

/** The place of our filter among the others of an application. */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
class FilterOrderTest {

  private final Container container;
  private final Things things = new Things();
  private final LogLines log = new LogLines();

  FilterOrderTest(Container container) {
    this.container = container;
  }

  @BeforeEach
  void forgetCalls() {
    ContentFilter.CALLS.set(0);
  }

  @AfterEach
  void closeLog() {
    log.close();
  }

  static Stream<Arguments> doesNotStartBehindContentFilter() {
    return Stream.of(ContentFilter.values())
        .flatMap(
            content ->
                FilterOrder.all()
                    .filter(order -> content == ContentFilter.JERSEY || order.isDefault())
                    .map(order -> Arguments.of(content, order)));
  }

  @ParameterizedTest
  @MethodSource
  void doesNotStartBehindContentFilter(ContentFilter content, FilterOrder order, TestIssuer issuer)
      throws Exception {
    if (starts(order, content::add, issuer)) {
      try (TestApp app = start(order, content::add, false, issuer)) {
        assertThat(app.send("GET", "/secret").status()).isEqualTo(401);
        assertThat(ContentFilter.CALLS).hasValue(0);
        assertThat(app.get("/secret", issuer.token().scope("read").mint()).status()).isEqualTo(200);
        assertThat(ContentFilter.CALLS).hasValue(1);
      }
    } else {
      // The other filter stands in front and takes the request. Its resources are refused only
      // because validator-rest sees that this filter has not let the request in.
      try (TestApp app = start(order, content::add, true, issuer)) {
        String token = issuer.token().scope("read").mint();
        assertThat(app.send("GET", "/secret").status()).isEqualTo(401);
        assertThat(app.get("/secret", token).status()).isEqualTo(401);
        assertThat(ContentFilter.CALLS).hasValue(0);
      }
    }
  }

  static Stream<FilterOrder> doesNotStartInFrontOfMethodFilter() {
    return FilterOrder.all();
  }

  @ParameterizedTest
  @MethodSource
  void doesNotStartInFrontOfMethodFilter(FilterOrder order, TestIssuer issuer) throws Exception {
    String reader = issuer.token().scope("read").mint();
    if (starts(order, FilterOrderTest::addMethodFilter, issuer)) {
      try (TestApp app = start(order, FilterOrderTest::addMethodFilter, false, issuer)) {
        assertThat(deleteByForm(app, reader)).startsWith("HTTP/1.1 403 ");
        assertThat(things.deletions).hasValue(0);
        assertThat(deleteByForm(app, issuer.token().scope("delete").mint()))
            .startsWith("HTTP/1.1 200 ");
        assertThat(things.deletions).hasValue(1);
      }
    } else {
      try (TestApp app = start(order, FilterOrderTest::addMethodFilter, true, issuer)) {
        assertThat(deleteByForm(app, reader)).startsWith("HTTP/1.1 200 ");
        assertThat(things.deletions).hasValue(1);
      }
    }
  }

  @Test
  void doesNotStartIfInFrontForSomePathsOnly(TestIssuer issuer) throws Exception {
    Throwable reason =
        reasonNotToStart(
            () ->
                app()
                    .startWith(
                        context -> {
                          FilterRegistration.Dynamic ours =
                              context.addFilter("tokens", filter(issuer, false));
                          map(ours, "/things");
                          map(ContentFilter.JERSEY.add(context), "/*");
                          map(ours, "/*");
                        }));

    assertThat(reason)
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("content (org.glassfish.jersey.servlet.ServletContainer) serves");
  }

  @Test
  void doesNotStartBetweenMethodFilters(TestIssuer issuer) throws Exception {
    Throwable reason =
        reasonNotToStart(
            () ->
                app()
                    .startWith(
                        context -> {
                          FilterRegistration.Dynamic hidden = addMethodFilter(context);
                          map(hidden, "/forms/*");
                          map(context.addFilter("tokens", filter(issuer, false)), "/*");
                          map(hidden, "/*");
                        }));

    assertThat(reason)
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("takes the method from the form behind");
    assertThat(table()).anyMatch(line -> line.startsWith("in front and behind  "));
  }

  @Test
  void listsOnlyFiltersThatReceiveRequests(TestIssuer issuer) throws Exception {
    try (TestApp app =
        app()
            .startWith(
                context -> {
                  FilterRegistration.Dynamic forwarded = ContentFilter.JERSEY.add(context);
                  forwarded.setAsyncSupported(true);
                  forwarded.addMappingForUrlPatterns(
                      EnumSet.of(DispatcherType.FORWARD, DispatcherType.ERROR), false, "/*");
                  map(context.addFilter("first", new CharacterEncodingFilter()), "/things", "*.do");
                  TestApp.install(filter(issuer, false), context);
                  FilterRegistration.Dynamic named =
                      context.addFilter("named", new CharacterEncodingFilter());
                  named.setAsyncSupported(true);
                  named.addMappingForServletNames(
                      EnumSet.of(DispatcherType.REQUEST), false, "servlet for /things");
                })) {
      assertThat(app.send("GET", "/things").status()).isEqualTo(401);
    }
    String filter = CharacterEncodingFilter.class.getName();
    assertThat(table())
        .containsExactly(
            "the other filters that requests to this application meet:",
            "place  filter  class  mapped to",
            "in front  first  " + filter + "  /things *.do",
            "behind  named  " + filter + "  servlet servlet for /things");
  }

  static Stream<Arguments> doesNotStartIfTheFilterOrderIsUnknown() {
    return Stream.of(
        Arguments.of("serves content", adding(ContentFilter.JERSEY::add)),
        Arguments.of("takes the method from the form", adding(FilterOrderTest::addMethodFilter)));
  }

  @ParameterizedTest
  @MethodSource
  void doesNotStartIfTheFilterOrderIsUnknown(
      String kind, Function<ServletContext, FilterRegistration.Dynamic> other, TestIssuer issuer)
      throws Exception {
    assertThat(reasonNotToStart(() -> startWithUnknownOrder(other, false, issuer)))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith("filterOrderChecked: ")
        .hasMessageContaining(kind)
        .hasMessageContaining("does not show the order");

    try (TestApp app = startWithUnknownOrder(other, true, issuer)) {
      assertThat(app.send("GET", "/things").status()).isEqualTo(401);
    }
    assertThat(table()).anyMatch(line -> line.startsWith("unknown  ") && line.endsWith(kind));
  }

  @Test
  void startsBesideOtherFiltersIfTheOrderIsUnknown(TestIssuer issuer) throws Exception {
    try (TestApp app =
        startWithUnknownOrder(
            context -> context.addFilter("encoding", new CharacterEncodingFilter()),
            false,
            issuer)) {
      assertThat(app.send("GET", "/things").status()).isEqualTo(401);
    }
    assertThat(table())
        .contains("unknown  encoding  " + CharacterEncodingFilter.class.getName() + "  /*");
  }

  private boolean starts(
      FilterOrder order,
      Function<ServletContext, FilterRegistration.Dynamic> other,
      TestIssuer issuer)
      throws Exception {
    Throwable reason = reasonNotToStart(() -> start(order, other, false, issuer));
    if (reason != null) {
      assertThat(reason)
          .isInstanceOf(InvalidSettingException.class)
          .hasMessageStartingWith("filterOrderChecked: ");
    }
    return reason == null;
  }

  private TestApp start(
      FilterOrder order,
      Function<ServletContext, FilterRegistration.Dynamic> other,
      boolean checked,
      TestIssuer issuer)
      throws Exception {
    return app().startWith(context -> order.register(context, filter(issuer, checked), other));
  }

  /** Starts our filter in front, with a context that shows only what the Servlet API defines. */
  private TestApp startWithUnknownOrder(
      Function<ServletContext, FilterRegistration.Dynamic> other,
      boolean checked,
      TestIssuer issuer)
      throws Exception {
    return app()
        .startWith(
            context ->
                new FilterOrder(true, false, true)
                    .register(
                        context,
                        InWrappedContext.ofUnknownContainer(filter(issuer, checked)),
                        other));
  }

  private TestApp.Builder app() {
    // Without a servlet for the path, embedded Tomcat runs no filter.
    return TestApp.on(container).servlet("/things", things).servlet("/secret", new Things());
  }

  private static BearerTokenFilter filter(TestIssuer issuer, boolean orderChecked) {
    BearerTokenFilterBuilder builder =
        BearerTokenFilter.builder()
            .environment(false)
            .logtoEndpoint(issuer.endpoint().toString())
            .audience(issuer.resource().indicator())
            .route("DELETE", "/*", allOf("delete"))
            .route("/*", allOf("read"));
    return (orderChecked ? builder.filterOrderChecked() : builder).build();
  }

  private static FilterRegistration.Dynamic addMethodFilter(ServletContext context) {
    return context.addFilter("hidden", new HiddenHttpMethodFilter());
  }

  private static Function<ServletContext, FilterRegistration.Dynamic> adding(
      Function<ServletContext, FilterRegistration.Dynamic> other) {
    return other;
  }

  private static void map(FilterRegistration.Dynamic registration, String... patterns) {
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, patterns);
  }

  private static String deleteByForm(TestApp app, String token) throws IOException {
    String form = "_method=delete";
    try (Http http = app.connect()) {
      return http.exchange(
          "POST /things HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
              + "Authorization: Bearer "
              + token
              + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
              + form.length()
              + "\r\n\r\n"
              + form);
    }
  }

  /** The lines of the last table of filters in the log, with two spaces between columns. */
  private List<String> table() {
    return log.visibleByDefault().stream()
        .filter(line -> line.startsWith("the other filters"))
        .reduce((earlier, later) -> later)
        .orElse("")
        .lines()
        .map(line -> line.strip().replaceAll(" {2,}", "  "))
        .toList();
  }

  private static @Nullable Throwable reasonNotToStart(Callable<TestApp> start) {
    try {
      start.call().close();
      return null;
    } catch (Exception e) {
      Throwable root = e;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      return root;
    }
  }

  /** Counts the deletions. */
  private static final class Things extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final AtomicInteger deletions = new AtomicInteger();

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {}

    @Override
    protected void doDelete(HttpServletRequest request, HttpServletResponse response) {
      deletions.incrementAndGet();
    }
  }
}
