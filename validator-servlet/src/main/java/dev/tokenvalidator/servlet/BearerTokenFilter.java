package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.RequiresScope;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lets a request through to the application only with an access token that allows it (RFC 6750).
 *
 * <pre>{@code
 * BearerTokenFilter.builder()
 *     .logtoEndpoint("https://your.logto.endpoint")
 *     .audience("https://shopping.api")
 *     .route("GET", "/products", allOf("read:products"))
 *     .install(servletContext);
 * }</pre>
 *
 * <p>What neither a route nor a {@link RequiresScope} covers is refused. The answers:
 *
 * <ul>
 *   <li>400 for a request target that is not canonical, for a malformed or repeated {@code
 *       Authorization} header, and for one beside a token in the query;
 *   <li>401 without a bearer token, and with one that is not valid, whatever the reason;
 *   <li>403 for a valid token that does not allow the request, naming the scopes that would;
 *   <li>405 for {@code TRACE} and {@code CONNECT};
 *   <li>503 with {@code Retry-After} while it cannot be told: the issuer's keys are out of reach,
 *       or something unexpected was thrown before the request was let in, by this filter, a request
 *       object or a claims rule. What a handler throws is the handler's.
 * </ul>
 *
 * <p>To the application, {@code getUserPrincipal().getName()} and {@code getRemoteUser()} are the
 * token's subject, {@code isUserInRole} asks for a scope, and {@code getAuthType()} is {@code
 * Bearer}; {@link #accessToken} is the token itself. On open routes there is no caller, whatever
 * the container believes.
 *
 * <p>It belongs in front of all other filters but a CORS filter, on {@code /*}, for the dispatcher
 * types {@code REQUEST}, {@code ASYNC} and {@code ERROR}, with async support: {@link #install} does
 * that. Every {@code REQUEST} is decided anew. Forwards and includes are the application's own:
 * whoever dispatches to another servlet answers for it (Servlet 6.0 section 13), unless {@link
 * BearerTokenFilterBuilder#checkDispatches} says otherwise. An error page and the target of an
 * asynchronous dispatch are shown, but an annotated servlet only with a token. Where the response
 * is committed before the request arrives here, the chain ends.
 *
 * <p>Jetty puts its WebSocket filter in front of all others, where it opens WebSockets without a
 * token. This filter moves it behind itself, whenever it is added.
 *
 * <p>Settings that are not made in code come from init-params ({@code issuer}, {@code audience},
 * {@code clockSkew}, {@code routes}, ...) and then from the environment ({@code
 * TOKEN_VALIDATOR_ISSUER}, ...). One instance serves one context. Safe for use by several threads.
 */
public final class BearerTokenFilter implements Filter {

  private static final Logger LOG = System.getLogger(BearerTokenFilter.class.getName());

  /** The name it is registered under, and of the context's attribute that tells it is there. */
  static final String NAME = BearerTokenFilter.class.getName();

  private final FilterSettings settings;
  private @Nullable ServletContext context;
  private Map<String, String> startedWith = Map.of();
  private @Nullable AccessTokenValidator ownValidator;
  private @Nullable JettyWebSocket jettyWebSocket;
  private volatile @Nullable Admission admission;
  private volatile @Nullable Audit audit;

  /**
   * A filter that takes all its settings from init-params and the environment, for {@code web.xml}
   * and for registration by class.
   */
  public BearerTokenFilter() {
    this(new BearerTokenFilterBuilder().settings());
  }

  BearerTokenFilter(FilterSettings settings) {
    this.settings = settings;
  }

  /** Starts with no route, so that everything is refused. */
  public static BearerTokenFilterBuilder builder() {
    return new BearerTokenFilterBuilder();
  }

  /**
   * The access token that a request was let in with.
   *
   * @param request as the handler got it, or any wrapper of it
   * @return the validated token
   * @throws IllegalStateException if there is none: the route is open, or the request did not pass
   *     a {@code BearerTokenFilter}
   */
  public static AccessToken accessToken(ServletRequest request) {
    Caller decision = Caller.of(request);
    AccessToken token = decision == null ? null : decision.token();
    if (token == null) {
      throw new IllegalStateException(
          decision == null
              ? "the request did not pass a BearerTokenFilter"
              : "the request came in by an open route, which reads no token");
    }
    return token;
  }

  /**
   * Registers the filter as it needs to be: on {@code /*}, for every dispatcher type, with async
   * support, and in front of all filters but those that were put in front the same way before it
   * ({@code isMatchAfter} false). Call it before they are.
   *
   * @param context of the application, while it starts (Servlet 6.0 section 4.4)
   * @return the registration, to set init-params
   * @throws IllegalStateException if the context has this filter already, or has started
   */
  public FilterRegistration.Dynamic install(ServletContext context) {
    FilterRegistration.Dynamic registration = context.addFilter(NAME, this);
    if (registration == null) {
      throw alreadyThere();
    }
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(
        // Whether dispatches are checked may be a named setting, which is read when it starts.
        EnumSet.allOf(DispatcherType.class), false, "/*");
    return registration;
  }

  /**
   * Reads the settings and the application's servlets, and checks one against the other.
   *
   * @param config names, maps and parametrizes the filter
   * @throws InvalidSettingException if a setting, a route or an annotation is malformed, or would
   *     have no effect; if a servlet mapping is not covered, where that is demanded; or if another
   *     filter could get around this one ({@link BearerTokenFilterBuilder#filterOrderChecked})
   * @throws IllegalStateException if the filter is not mapped to {@code /*}, is known not to be
   *     mapped for {@code REQUEST}, or is there twice
   */
  @Override
  public void init(FilterConfig config) {
    ServletContext target = config.getServletContext();
    Map<String, String> initParams = initParams(config);
    boolean isStarted = target.equals(context) && initParams.equals(startedWith);
    if (isStarted && SpringMocks.isMock(config)) {
      // By one more MockMvc, beside others or beside a container.
      return;
    }
    if (SpringMocks.isMock(target)) {
      destroy();
    } else {
      if (context != null || target.getAttribute(NAME) != null) {
        throw alreadyThere();
      }
      checkMapping(config);
    }
    NamedSettings named = new NamedSettings(initParams, settings.environment());
    settings.checkInitParams(initParams.keySet());
    SettingSources sources = new SettingSources(settings, named);
    sources.check();
    log(Level.INFO, sources.toString());
    FilterSettings complete = settings.withDefaultsFrom(named);
    AccessTokenValidator validator = settings.validator();
    if (validator == null) {
      validator = settings.validatorSettings().build(named);
      ownValidator = validator;
    }
    try {
      jettyWebSocket =
          JettyWebSocket.keepBehind(target, config.getFilterName(), complete.filterOrderChecked());
      start(target, config.getFilterName(), validator, complete);
    } catch (RuntimeException | Error e) {
      destroy();
      throw e;
    }
    target.setAttribute(NAME, this);
    context = target;
    startedWith = initParams;
  }

  private void start(
      ServletContext target,
      String filterName,
      AccessTokenValidator validator,
      FilterSettings complete) {
    Routes routes = complete.routes();
    routes.checkOrganizations(validator.organizations());
    boolean annotationsSuffice = !Routes.areJudged(validator.organizations());
    AnnotatedServlets servlets = new AnnotatedServlets(target);
    OtherFilters filters = OtherFilters.of(target, filterName);
    if (!filters.all().isEmpty()) {
      log(Level.INFO, filters.table());
    }
    if (!complete.filterOrderChecked()) {
      filters.checkOrder();
    }
    AccessRules coverage =
        new AccessRules(
            routes, servlets, filters, JettyWelcomeFiles.of(target), annotationsSuffice);
    Audit found = Audit.of(target, complete, servlets, filters, annotationsSuffice);
    log(Level.INFO, found.table());
    found.warnings().forEach(warning -> log(Level.WARNING, warning));
    if (complete.allowPreflight()) {
      filters.preflightWarnings().forEach(warning -> log(Level.WARNING, warning));
    }
    audit = found;
    admission = new Admission(validator, coverage, complete);
  }

  /** An application starts though a handler of its log does not work. */
  static void log(Level level, String text) {
    try {
      LOG.log(level, text);
    } catch (Throwable e) {
      // The log is where this would be said.
    }
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Admission door = admission;
    if (door == null) {
      throw new ServletException(
          "the filter was not started: nobody called init. MockMvc calls it for a filter that is"
              + " added by addFilter with a name, but not for those of addFilters");
    }
    if (!(request instanceof HttpServletRequest httpRequest)
        || !(response instanceof HttpServletResponse httpResponse)) {
      throw new ServletException("the request is not HTTP");
    }
    Verdict verdict = door.judge(httpRequest, httpResponse);
    if (verdict instanceof Verdict.LetIn letIn) {
      // No catch around this: what a handler throws is the handler's.
      chain.doFilter(letIn.request(), response);
    } else if (verdict instanceof Verdict.TurnedAway away && away.answer() != null) {
      door.tell(away.answer(), httpRequest, httpResponse);
    }
  }

  /** Closes the validator, if the filter built it. */
  @Override
  public void destroy() {
    admission = null;
    ServletContext target = context;
    if (target != null) {
      target.removeAttribute(NAME);
      context = null;
    }
    AccessTokenValidator own = ownValidator;
    if (own != null) {
      own.close();
      ownValidator = null;
    }
    JettyWebSocket sockets = jettyWebSocket;
    if (sockets != null) {
      jettyWebSocket = null;
      sockets.release();
    }
  }

  /**
   * What covers each servlet mapping, as found when the application started.
   *
   * @return one entry for each mapping of each servlet, ordered by servlet name
   * @throws IllegalStateException if the filter has not started
   */
  public List<AuditEntry> audit() {
    Audit found = audit;
    if (found == null) {
      throw new IllegalStateException("the filter has not started");
    }
    return found.entries();
  }

  /**
   * A filter on a part of the paths leaves the others open, and a pattern of the container's is not
   * as strict as a route.
   */
  private static void checkMapping(FilterConfig config) {
    String name = config.getFilterName();
    FilterRegistration registration = config.getServletContext().getFilterRegistration(name);
    if (registration == null) {
      throw new IllegalStateException(
          "the container knows no filter "
              + name
              + ", so nobody can tell what it is mapped to; register it with the container itself");
    }
    if (!registration.getUrlPatternMappings().contains("/*")) {
      throw new IllegalStateException(
          "the filter "
              + name
              + " must be mapped to /*, but is mapped to "
              + registration.getUrlPatternMappings()
              + "; what needs no token gets a route that is open");
    }
  }

  private static Map<String, String> initParams(FilterConfig config) {
    return Collections.list(config.getInitParameterNames()).stream()
        .collect(Collectors.toMap(Function.identity(), config::getInitParameter));
  }

  private static IllegalStateException alreadyThere() {
    return new IllegalStateException(
        "the context has a BearerTokenFilter already, and one decides for all");
  }
}
