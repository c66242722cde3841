package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.authenticated;
import static dev.tokenvalidator.Access.open;
import static dev.tokenvalidator.servlet.TestApp.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.OrganizationTokens;
import dev.tokenvalidator.Refusal.Outcome;
import dev.tokenvalidator.fixtures.TestIssuer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that name another method, before a filter that runs the handler of that method. */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
class MethodOverrideTest {

  private static final List<String> HEADERS =
      List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override");

  /** Every way to name DELETE that some filter reads: by header or by query. */
  private static final List<NamedMethod> DELETE_NAMED =
      Stream.concat(
              HEADERS.stream()
                  .flatMap(
                      header ->
                          Stream.of(
                              new NamedMethod("/items", List.of(header + ": DELETE")),
                              new NamedMethod(
                                  "/items", List.of(header.toLowerCase(Locale.ROOT) + ":DELETE")),
                              new NamedMethod("/items?q", List.of(header + ": delete")),
                              new NamedMethod("/items", List.of(header + ": Delete ")))),
              Stream.of(
                      "_method=DELETE",
                      "_method=delete",
                      "a=b&_method=DELETE",
                      "_method=DELETE&a=b",
                      "&&_method=DELETE",
                      "%5fmethod=DELETE",
                      "%5Fmetho%64=DELETE",
                      "_%6dethod=%44ELETE",
                      "a%=b&_method=D%45LETE")
                  .map(query -> new NamedMethod("/items?" + query, List.of())))
          .toList();

  private final Container container;

  MethodOverrideTest(Container container) {
    this.container = container;
  }

  @Test
  void requiresTheScopesOfBothMethods(TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).start()) {
      String read = bearer(issuer, "read");
      String admin = bearer(issuer, "admin");
      String both = bearer(issuer, "read", "admin");
      for (NamedMethod named : DELETE_NAMED) {
        for (String method : List.of("GET", "HEAD")) {
          int calls = app.calls();
          int refusals = app.refusals().size();
          int withoutToken = named.send(app, method).status();
          if (withoutToken == 400 && named.target().contains("%=")) {
            continue; // the container refuses the query
          }
          assertThat(withoutToken).as(named.toString()).isEqualTo(401);
          assertThat(named.send(app, method, read).status()).as(named.toString()).isEqualTo(403);
          assertThat(named.send(app, method, admin).status()).as(named.toString()).isEqualTo(403);
          assertThat(app.calls()).as(named.toString()).isEqualTo(calls);
          assertThat(app.refusals().subList(refusals, refusals + 3))
              .allMatch(
                  refusal ->
                      refusal.explanation().hint().orElseThrow().contains("names another method"));
        }
        if (!named.target().contains("%=")) { // Jetty cannot parse this query
          assertThat(named.send(app, "GET", both).body()).as(named.toString()).isEqualTo("DELETE");
        }
      }
    }
  }

  @Test
  void requiresTheScopeOfTheNamedMethodOnAnOpenRoute(TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).start()) {
      for (NamedMethod named : DELETE_NAMED) {
        NamedMethod onOpen = named.at("/notes");
        int status = onOpen.send(app, "GET").status();
        if (status == 400 && onOpen.target().contains("%=")) {
          continue;
        }
        assertThat(status).as(onOpen.toString()).isEqualTo(401);
        assertThat(onOpen.send(app, "GET", bearer(issuer, "read")).status())
            .as(onOpen.toString())
            .isEqualTo(403);
      }
      assertThat(app.calls()).isZero();
      String admin = bearer(issuer, "admin");
      assertThat(app.send("GET", "/notes", admin, HEADERS.get(0) + ": DELETE").body())
          .isEqualTo("DELETE");
      assertThat(app.send("GET", "/notes?_method=GET").body()).isEqualTo("GET");
      assertThat(app.send("HEAD", "/notes", HEADERS.get(0) + ": GET").status()).isEqualTo(200);
    }
  }

  @Test
  void refusesNamedMethodsWithoutARule(TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).start()) {
      String all = bearer(issuer, "read", "write", "admin");
      for (String named : List.of("PUT", "put", "FOO", "PROPFIND", "OPTIONS", "foo")) {
        assertThat(app.send("GET", "/items", all, HEADERS.get(1) + ": " + named).status())
            .as(named)
            .isEqualTo(403);
        assertThat(app.refusals().get(app.refusals().size() - 1).explanation().hint())
            .hasValueSatisfying(hint -> assertThat(hint).contains("names another method"));
      }
      assertThat(app.calls()).isZero();
    }
  }

  @Test
  void admitsTokensThatAllowBothMethods(TestIssuer issuer) throws Exception {
    try (TestApp app =
        app(issuer)
            .filter(
                filter ->
                    filter
                        .route("MERGE", "/odata/*", allOf("merge"))
                        .route("/odata/*", allOf("write")))
            .start()) {
      // OData 2 and 3 send MERGE and PATCH as POST.
      String write = bearer(issuer, "write");
      String merge = bearer(issuer, "write", "merge");
      assertThat(app.send("POST", "/odata/Products(1)", write, "X-HTTP-Method: PATCH").body())
          .isEqualTo("PATCH");
      assertThat(app.send("POST", "/odata/Products(1)", write, "X-HTTP-Method: MERGE").status())
          .isEqualTo(403);
      assertThat(app.send("POST", "/odata/Products(1)", merge, "X-HTTP-Method: MERGE").body())
          .isEqualTo("MERGE");
      assertThat(
              app.send(
                      "POST",
                      "/odata/Products(1)?_method=PUT",
                      write,
                      "X-HTTP-Method: PUT",
                      "X-HTTP-Method-Override: PUT")
                  .body())
          .isEqualTo("PUT");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/items|X-HTTP-Method-Override: ",
        "/items|X-HTTP-Method: GET,DELETE",
        "/items|X-HTTP-Method: GET, GET",
        "/items|X-HTTP-Method: GET DELETE",
        "/items|X-HTTP-Method: \"GET\"",
        "/items|X-HTTP-Method: *",
        "/items|X-HTTP-Method: GET|X-HTTP-Method: GET",
        "/items|X-HTTP-Method: GET|x-http-method: DELETE",
        "/items|X-HTTP-Method: |X-HTTP-Method: GET",
        "/items|X-HTTP-Method: GET|X-HTTP-Method-Override: POST",
        "/items|X-Method-Override: GET|X-HTTP-Method-Override: POST",
        "/items?_method=POST|X-HTTP-Method: GET",
        "/items?_method",
        "/items?_method=",
        "/items?_method&a=b",
        "/items?_method=GET&_method=GET",
        "/items?_method=GET&%5fmethod=POST",
        "/items?_method=GET,POST",
        "/items?_method=GET;a=b",
        "/items?_method=+GET",
        "/items?_method=GET%20",
        "/items?_method=G%C3%89T",
        "/items?_method=GET%00",
        "/notes?_method=",
        "/notes|X-HTTP-Method-Override: GET,DELETE",
      })
  void refusesSeveralOrMalformedMethods(String request, TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).start()) {
      String[] parts = request.split("\\|");
      for (String token : List.of("Accept: */*", bearer(issuer, "read", "write", "admin"))) {
        String[] headers =
            Stream.concat(Stream.of(token), Stream.of(parts).skip(1)).toArray(String[]::new);
        Http.Response response = app.send("GET", parts[0], headers);

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.header("WWW-Authenticate")).isEmpty();
        assertThat(response.body()).startsWith("{\"error\":\"invalid_request\"");
      }
      assertThat(app.calls()).isZero();
      assertThat(app.refusals())
          .hasSize(2)
          .allMatch(
              refusal ->
                  refusal.outcome() == Outcome.INVALID_REQUEST
                      && refusal.explanation().expected().startsWith("at most one method"));
    }
  }

  @Test
  void refusesTraceAndConnect(TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).start()) {
      for (String named : List.of("TRACE", "CONNECT", "trace", "Connect")) {
        assertThat(app.send("GET", "/notes", HEADERS.get(0) + ": " + named).status())
            .isEqualTo(405);
        assertThat(app.send("GET", "/notes?_method=" + named).status()).isEqualTo(405);
      }
      assertThat(app.calls()).isZero();
    }
  }

  @Test
  void readsEveryMethodParameterThatTheContainerReads(TestIssuer issuer) throws Exception {
    List<String> readByContainer = new ArrayList<>();
    try (TestApp app = app(issuer).start()) {
      for (String query :
          List.of(
              "_method=DELETE",
              "%5Fmethod=DELETE",
              "_method%3DDELETE",
              "a=b;_method=DELETE",
              ";_method=DELETE",
              "a=b&amp;_method=DELETE",
              "_method%00=DELETE",
              "_method+=DELETE",
              "+_method=DELETE",
              "%u005fmethod=DELETE",
              "%c1%9fmethod=DELETE",
              "%EF%BC%BFmethod=DELETE",
              "_METHOD=DELETE",
              "_method[]=DELETE",
              "a=b%26_method=DELETE",
              "a=b?_method=DELETE",
              "?_method=DELETE",
              "_method=DELETE%zz",
              "%zz&_method=DELETE",
              "_method==DELETE",
              "=&_method=DELETE",
              "_method=DEL%45TE&%")) {
        String target = "/parameter?" + query;
        Http.Response asked = app.send("GET", target, bearer(issuer, "read", "admin"));
        if (asked.body().equalsIgnoreCase("DELETE")) {
          readByContainer.add(query);
          assertThat(app.send("GET", target, bearer(issuer, "read")).status())
              .as(query)
              .isEqualTo(403);
        }
      }
    }
    assertThat(readByContainer).contains("_method=DELETE", "%5Fmethod=DELETE");
  }

  @Test
  void requiresTheScopesOfBothMethodsForCheckedForwards(TestIssuer issuer) throws Exception {
    try (TestApp app =
        app(issuer)
            .filter(filter -> filter.checkDispatches().route("/forwards", authenticated()))
            .servlet(
                "/forwards",
                (request, response) ->
                    Objects.requireNonNull(request.getRequestDispatcher("/items"))
                        .forward(request, response))
            .start()) {
      String read = bearer(issuer, "read");
      assertThat(app.send("GET", "/forwards", read).body()).isEqualTo("GET");
      assertThat(app.send("GET", "/forwards", read, HEADERS.get(0) + ": DELETE").status())
          .isEqualTo(403);
      assertThat(app.send("GET", "/forwards?_method=DELETE", read).status()).isEqualTo(403);
      assertThat(
              app.send("GET", "/forwards?_method=DELETE", bearer(issuer, "read", "admin")).body())
          .isEqualTo("DELETE");
    }
  }

  @Test
  void checksTheOrganizationForBothMethods(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer, settings -> settings.organizations(OrganizationTokens.REQUIRED))
            .filter(
                filter ->
                    filter
                        .route("POST", "/orgs/{org}/items", allOf("write").organization("org"))
                        .route("PUT", "/orgs/{id}/items", allOf("put").organization("id")))
            .before(MethodOverrideTest::addOverridingFilter)
            .servlet("/orgs/*", MethodOverrideTest::printMethod)
            .start()) {
      String override = HEADERS.get(0) + ": PUT";
      String both =
          "Authorization: Bearer "
              + issuer.token().organizationId("a").scope("write", "put").mint();
      String write =
          "Authorization: Bearer " + issuer.token().organizationId("a").scope("write").mint();

      assertThat(app.send("POST", "/orgs/a/items", both, override).body()).isEqualTo("PUT");
      assertThat(app.send("POST", "/orgs/a/items", write, override).status()).isEqualTo(403);
      assertThat(app.send("POST", "/orgs/b/items", both, override).status()).isEqualTo(403);
    }
  }

  private TestApp.Builder app(TestIssuer issuer) {
    return TestApp.on(container)
        .issuer(issuer)
        .filter(
            filter ->
                filter
                    .route("GET", "/items", allOf("read"))
                    .route("POST", "/items", allOf("write"))
                    .route("DELETE", "/items", allOf("admin"))
                    .route("GET", "/notes", open())
                    .route("DELETE", "/notes", allOf("admin"))
                    .route("GET", "/parameter", allOf("read"))
                    .route("DELETE", "/parameter", allOf("admin")))
        .before(MethodOverrideTest::addOverridingFilter)
        .servlet("/items", MethodOverrideTest::printMethod)
        .servlet("/notes", MethodOverrideTest::printMethod)
        .servlet("/odata/*", MethodOverrideTest::printMethod)
        .servlet(
            "/parameter",
            (request, response) -> response.getWriter().print(request.getParameter("_method")));
  }

  private static void printMethod(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.getWriter().print(request.getMethod());
  }

  private static void addOverridingFilter(ServletContext context) {
    var registration = context.addFilter("overriding", new OverridingFilter());
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(
        EnumSet.of(DispatcherType.REQUEST, DispatcherType.FORWARD), true, "/*");
  }

  /** Runs the handler of the named method, whatever the method of the request. */
  private static final class OverridingFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      String named = named(request);
      chain.doFilter(
          named == null
              ? request
              : new HttpServletRequestWrapper(request) {
                @Override
                public String getMethod() {
                  return named.toUpperCase(Locale.ROOT);
                }
              },
          response);
    }

    private static @Nullable String named(HttpServletRequest request) {
      return HEADERS.stream()
          .map(request::getHeader)
          .filter(Objects::nonNull)
          .findFirst()
          .orElseGet(() -> request.getParameter("_method"));
    }
  }

  /** A target and headers that name a method. */
  private record NamedMethod(String target, List<String> headers) {

    Http.Response send(TestApp app, String method, String... more) throws IOException {
      return app.send(
          method, target, Stream.concat(headers.stream(), Stream.of(more)).toArray(String[]::new));
    }

    NamedMethod at(String path) {
      return new NamedMethod(target.replace("/items", path), headers);
    }

    @Override
    public String toString() {
      return target + " " + headers;
    }
  }
}
