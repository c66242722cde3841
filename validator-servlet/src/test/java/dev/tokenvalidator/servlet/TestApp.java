package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.AccessTokenValidatorBuilder;
import dev.tokenvalidator.Refusal;
import dev.tokenvalidator.ValidatorListener;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.servlet.Http.Response;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A small application behind the filter, in a real container, and a record of its requests. */
public final class TestApp implements AutoCloseable {

  private final Container.Running running;
  private final @Nullable AccessTokenValidator validator;
  private final List<Refusal> refusals;
  private final AtomicInteger calls;
  private final List<BearerTokenFilter> filter;

  private TestApp(Container.Running running, Builder builder) {
    this.running = running;
    this.validator = builder.validator;
    this.refusals = builder.refusals;
    this.calls = builder.calls;
    this.filter = builder.installed;
  }

  public static Builder on(Container container) {
    return new Builder(container);
  }

  /** Sends a request with a bearer token. */
  public Response get(String target, String token) throws IOException {
    return send("GET", target, "Authorization: Bearer " + token);
  }

  /** Sends a request on a connection of its own. */
  public Response send(String method, String target, String... headers) throws IOException {
    try (Http http = connect()) {
      return http.send(
          method,
          target,
          Stream.concat(Arrays.stream(headers), Stream.of("Connection: close")).toList());
    }
  }

  /** Everything that the server sends for a request on a connection of its own, unparsed. */
  public String exchange(String method, String target, String... headers) throws IOException {
    try (Http http = connect()) {
      return http.exchange(
          method,
          target,
          Stream.concat(Arrays.stream(headers), Stream.of("Connection: close")).toList());
    }
  }

  /** Everything that the server sends for these bytes on a connection of their own. */
  public String exchange(String bytes) throws IOException {
    try (Http http = connect()) {
      return http.exchange(bytes);
    }
  }

  /** The header of a token with these scopes. */
  public static String bearer(TestIssuer issuer, String... scopes) {
    return "Authorization: Bearer " + issuer.token().scope(scopes).mint();
  }

  /** Installs a filter that was built before. */
  public static void install(BearerTokenFilter filter, ServletContext context) {
    filter.install(context);
  }

  /** Maps a filter by hand, as a web.xml does. */
  public static void map(FilterRegistration.Dynamic registration, String mapping) {
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(
        EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR),
        false,
        mapping);
  }

  /** Containers wrap what a filter throws at the start, each in its own way. */
  public static Throwable rootCause(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause == null ? failure : rootCause(cause);
  }

  public Http connect() throws IOException {
    return new Http(running.port());
  }

  /** A connection from an address of this machine, for example 127.0.0.2. */
  public Http connectFrom(String address) throws IOException {
    return Http.from(address, running.port());
  }

  /** The refusals that the listener received, in order. */
  public List<Refusal> refusals() {
    return refusals;
  }

  /** Makes the validator refuse a key. */
  public void distrust(String keyId) {
    Objects.requireNonNull(validator).distrust(keyId);
  }

  /** The number of calls to servlets of the application. */
  public int calls() {
    return calls.get();
  }

  /** Adds a servlet to the running application. */
  public void add(String mapping, Servlet servlet) {
    running.add(mapping, servlet);
  }

  public BearerTokenFilter filter() {
    return filter.get(0);
  }

  @Override
  public void close() {
    running.close();
    if (validator != null) {
      validator.close();
    }
  }

  /** A servlet as a lambda. */
  public interface Handler {
    void handle(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException;
  }

  /** Has no annotation and answers every method. */
  public static final class HandlerServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient Handler handler;
    private final AtomicInteger calls;

    public HandlerServlet(Handler handler, AtomicInteger calls) {
      this.handler = handler;
      this.calls = calls;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException {
      calls.incrementAndGet();
      handler.handle(request, response);
    }
  }

  public static final class Builder {

    private final Container container;
    private final Map<String, Servlet> servlets = new LinkedHashMap<>();
    private final Map<Integer, String> errorPages = new LinkedHashMap<>();
    private final List<Refusal> refusals = new CopyOnWriteArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final BearerTokenFilterBuilder filter =
        BearerTokenFilter.builder().environment(Map.of());
    private final List<BearerTokenFilter> installed = new ArrayList<>();
    private Consumer<ServletContext> before = context -> {};
    private String contextPath = "";
    private Path documents = Path.of("target").toAbsolutePath();
    private List<String> welcomeFiles = List.of();
    private UriStrictness strictness = UriStrictness.DEFAULT;
    private @Nullable Executor executor;
    private @Nullable AccessTokenValidator validator;

    private Builder(Container container) {
      this.container = container;
    }

    public Builder issuer(TestIssuer issuer) {
      return issuer(issuer, settings -> {});
    }

    public Builder issuer(TestIssuer issuer, Consumer<AccessTokenValidatorBuilder> settings) {
      AccessTokenValidatorBuilder builder =
          AccessTokenValidator.builder()
              .logtoEndpoint(issuer.endpoint().toString())
              .clock(issuer.clock(), issuer.clock())
              .listener(
                  new ValidatorListener() {
                    @Override
                    public void refused(Refusal refusal) {
                      refusals.add(refusal);
                    }
                  });
      settings.accept(builder.audience(issuer.resource().indicator()));
      validator = builder.build();
      filter.validator(validator);
      return this;
    }

    public Builder filter(Consumer<BearerTokenFilterBuilder> settings) {
      settings.accept(filter);
      return this;
    }

    public Builder servlet(String mapping, Handler handler) {
      return servlet(mapping, new HandlerServlet(handler, calls));
    }

    public Builder servlet(String mapping, Servlet servlet) {
      servlets.put(mapping, servlet);
      return this;
    }

    public Builder errorPage(int status, String location) {
      errorPages.put(status, location);
      return this;
    }

    public Builder contextPath(String path) {
      contextPath = path;
      return this;
    }

    public Builder documents(Path directory) {
      documents = directory;
      return this;
    }

    public Builder welcomeFiles(String... names) {
      welcomeFiles = List.of(names);
      return this;
    }

    public Builder uriStrictness(UriStrictness uriStrictness) {
      strictness = uriStrictness;
      return this;
    }

    /** Runs requests on virtual threads; null for the container's own threads. */
    public Builder executor(@Nullable Executor virtualThreads) {
      executor = virtualThreads;
      return this;
    }

    /** Runs before the filter is installed. */
    public Builder before(Consumer<ServletContext> registrations) {
      before = registrations;
      return this;
    }

    public TestApp start() throws Exception {
      return startWith(
          context -> {
            before.accept(context);
            installed.add(filter.install(context));
          });
    }

    /** Starts with other registrations instead of {@code install}. */
    public TestApp startWith(Consumer<ServletContext> registrations) throws Exception {
      Container.Site site =
          new Container.Site(
              contextPath,
              errorPages,
              documents,
              welcomeFiles,
              strictness,
              executor,
              context -> {
                registrations.accept(context);
                servlets.forEach((mapping, servlet) -> register(context, mapping, servlet));
              });
      return new TestApp(container.start(site), this);
    }

    private static void register(ServletContext context, String mapping, Servlet servlet) {
      ServletRegistration.Dynamic registration =
          context.addServlet("servlet for " + mapping, servlet);
      registration.setAsyncSupported(true);
      registration.setLoadOnStartup(1);
      registration.addMapping(mapping);
    }
  }
}
