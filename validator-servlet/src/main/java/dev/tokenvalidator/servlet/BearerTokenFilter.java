package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.Explanation;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.Reason;
import dev.tokenvalidator.Refusal;
import dev.tokenvalidator.Refusal.Outcome;
import dev.tokenvalidator.RequiresScope;
import dev.tokenvalidator.ValidatorListener;
import dev.tokenvalidator.keys.KeySetStatus;
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
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lets a request into the application only with an access token that allows it (RFC 6750).
 *
 * <pre>{@code
 * BearerTokenFilter.builder()
 *     .logtoEndpoint("https://your.logto.endpoint")
 *     .audience("https://shopping.api")
 *     .route("GET", "/products", allOf("read:products"))
 *     .install(servletContext);
 * }</pre>
 *
 * <p>Every request that neither a route nor a {@link RequiresScope} covers is refused. The answers:
 *
 * <ul>
 *   <li>400 for a request target that is not canonical, for a malformed or repeated {@code
 *       Authorization} header, for a bearer token in the header beside one in the query, and for a
 *       request that names several other methods or a malformed one;
 *   <li>401 without a bearer token, and with an invalid one, whatever the reason;
 *   <li>403 for a valid token that does not allow the request; it names the scopes to request, if
 *       scopes would help;
 *   <li>404 for a session of another caller, with {@link BearerTokenFilterBuilder#sessionHeader};
 *   <li>405 for {@code TRACE} and {@code CONNECT};
 *   <li>503 with {@code Retry-After} while the token cannot be checked: the issuer's keys are
 *       unavailable, or this filter, a request object or a rule of the application threw something
 *       unexpected before the request was let in. An exception of a handler stays the handler's.
 * </ul>
 *
 * <p>With {@link BearerTokenFilterBuilder#protectedResource}, it serves the metadata of the API
 * (RFC 9728) to everybody, and every challenge names its address.
 *
 * <p>In the application, {@code getUserPrincipal().getName()} and {@code getRemoteUser()} return
 * the token's subject, {@code isUserInRole} asks for a scope, and {@code getAuthType()} is {@code
 * Bearer}; {@link #accessToken} returns the token itself. On open routes there is no caller, even
 * if the container names one.
 *
 * <p>The filter belongs in front of all other filters except a CORS filter, on {@code /*}, for the
 * dispatcher types {@code REQUEST}, {@code ASYNC} and {@code ERROR}, with async support. {@link
 * BearerTokenFilterBuilder#install} puts it there, for every dispatcher type. It decides every
 * {@code REQUEST} anew. Forwards and includes are the application's own, and code that dispatches
 * to another servlet is responsible for it (Servlet 6.0 section 13); {@link
 * BearerTokenFilterBuilder#checkDispatches} changes that. Error pages and targets of asynchronous
 * dispatches are shown, but an annotated servlet needs a token. If the response is committed before
 * the request arrives here, the chain ends.
 *
 * <p>Jetty puts its WebSocket filter in front of all others, and there it opens WebSockets without
 * a token. This filter moves it behind itself, whenever Jetty adds it.
 *
 * <p>{@link #validator} reaches the validator that the filter uses, and {@link #in} the filter of a
 * context: for the state of the keys, and for {@code distrust} on the day a key is compromised. The
 * attribute {@code dev.tokenvalidator.AccessTokenValidator} of the context has the validator, too.
 * An application whose filter is in {@code web.xml} may put a {@link ValidatorListener} into the
 * attribute {@code dev.tokenvalidator.ValidatorListener} before the filter starts, in a {@code
 * ServletContextListener}.
 *
 * <p>Precedence of settings: code, init-params ({@code issuer}, {@code audience}, {@code
 * clockSkew}, {@code routes}, ...), environment ({@code TOKEN_VALIDATOR_ISSUER}, ...). One instance
 * serves one context. Safe for use by several threads.
 */
public final class BearerTokenFilter implements Filter {

  private final FilterSettings settings;
  private @Nullable ServletContext context;
  private Map<String, String> startedWith = Map.of();
  private @Nullable AccessTokenValidator ownValidator;
  private @Nullable JettyWebSocket jettyWebSocket;
  private volatile @Nullable Started started;
  private volatile @Nullable List<AuditEntry> audit;

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

  /** Starts without a route: every request is refused. */
  public static BearerTokenFilterBuilder builder() {
    return new BearerTokenFilterBuilder();
  }

  /**
   * The access token that a request was let in with.
   *
   * @param request as the handler got it, or any wrapper of it
   * @throws IllegalStateException if the request was let in without a token (open route, preflight,
   *     error page), or did not pass a {@code BearerTokenFilter}
   */
  public static AccessToken accessToken(ServletRequest request) {
    Caller caller = Caller.of(request);
    AccessToken token = caller == null ? null : caller.token();
    if (token == null) {
      throw new IllegalStateException(
          caller == null
              ? "the request did not pass a BearerTokenFilter"
              : "the request was let in without a token: its route is open, it is a preflight, or"
                  + " this is an error page");
    }
    return token;
  }

  /**
   * The filter of an application, however it was registered: in code, in {@code web.xml}, or by
   * annotations.
   *
   * @param context of the application
   * @return empty while the application has no filter that has started
   */
  public static Optional<BearerTokenFilter> in(ServletContext context) {
    return context.getAttribute(FilterNames.BEARER_TOKEN_FILTER) instanceof BearerTokenFilter filter
        ? Optional.of(filter)
        : Optional.empty();
  }

  /**
   * The validator that the filter uses: the one that was given, or its own. The filter closes its
   * own when it ends.
   *
   * @throws IllegalStateException if the filter has not started, or has ended
   */
  public AccessTokenValidator validator() {
    Started filter = started;
    if (filter == null) {
      throw new IllegalStateException("the filter has not started, or has ended");
    }
    return filter.validator;
  }

  /**
   * The state of each issuer's keys ({@link AccessTokenValidator#keySets}). Sends no request.
   *
   * @throws IllegalStateException if the filter has not started, or has ended
   */
  public List<KeySetStatus> keySets() {
    return validator().keySets();
  }

  /** Registers the filter as {@link BearerTokenFilterBuilder#install} describes. */
  FilterRegistration.Dynamic install(ServletContext context) {
    FilterRegistration.Dynamic registration =
        context.addFilter(FilterNames.BEARER_TOKEN_FILTER, this);
    if (registration == null) {
      throw alreadyThere();
    }
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(
        // All of them: a named setting, read later, may ask to check dispatches.
        EnumSet.allOf(DispatcherType.class), false, "/*");
    MetadataPlace.hold(context, settings);
    return registration;
  }

  /**
   * Reads the settings, and checks them against the application's servlets and filters.
   *
   * @param config names, maps and parametrizes the filter
   * @throws InvalidSettingException if a setting, a route or an annotation is malformed, or would
   *     have no effect; if {@link BearerTokenFilterBuilder#requireCoverage} finds an uncovered
   *     servlet mapping; or if another filter could bypass this one ({@link
   *     BearerTokenFilterBuilder#filterOrderChecked})
   * @throws IllegalStateException if the filter is not mapped to {@code /*}, the container shows
   *     that it is not mapped for {@code REQUEST}, or the context has two
   */
  @Override
  public void init(FilterConfig config) {
    ServletContext target = config.getServletContext();
    Map<String, String> initParams = initParams(config);
    boolean isStarted = target.equals(context) && initParams.equals(startedWith);
    if (isStarted && SpringMocks.isMock(config)) {
      // Another MockMvc starts it again, beside others or beside a container.
      return;
    }
    if (SpringMocks.isMock(target)) {
      destroy();
    } else {
      if (context != null || target.getAttribute(FilterNames.BEARER_TOKEN_FILTER) != null) {
        throw alreadyThere();
      }
      checkMapping(config);
    }
    NamedSettings named = new NamedSettings(initParams, settings.environment());
    SettingSources sources = new SettingSources(settings, named);
    sources.check();
    FilterLog.log(Level.INFO, sources.toString());
    FilterSettings complete = named.addTo(settings);
    ValidatorListener listener = GivenListener.of(settings, target);
    AccessTokenValidator validator = settings.validator();
    if (validator == null) {
      validator = named.buildValidator(settings, listener);
      ownValidator = validator;
    }
    try {
      jettyWebSocket =
          JettyWebSocket.keepBehind(target, config.getFilterName(), complete.filterOrderChecked());
      started = start(target, config.getFilterName(), validator, complete);
    } catch (RuntimeException | Error e) {
      destroy();
      throw e;
    }
    target.setAttribute(FilterNames.BEARER_TOKEN_FILTER, this);
    target.setAttribute(FilterNames.VALIDATOR, validator);
    context = target;
    startedWith = initParams;
    if (complete.warmUp()) {
      validator.warmUp();
    }
  }

  private Started start(
      ServletContext target,
      String filterName,
      AccessTokenValidator validator,
      FilterSettings complete) {
    Routes routes = complete.routes();
    routes.checkOrganizations(validator.organizations());
    boolean annotationsSuffice = !validator.organizations().mustBeNamed();
    AnnotatedServlets servlets = new AnnotatedServlets(target);
    OtherFilters filters = OtherFilters.of(target, filterName);
    if (!filters.all().isEmpty()) {
      FilterLog.log(Level.INFO, filters.table());
    }
    if (!complete.filterOrderChecked()) {
      filters.checkOrder();
    }
    AccessRules rules =
        new AccessRules(
            routes, servlets, filters, JettyWelcomeFiles.of(target), annotationsSuffice);
    Audit found = Audit.of(target, complete, servlets, filters, annotationsSuffice);
    FilterLog.log(Level.INFO, found.table());
    found.warnings().forEach(warning -> FilterLog.log(Level.WARNING, warning));
    if (complete.allowPreflight()) {
      filters.preflightWarnings().forEach(warning -> FilterLog.log(Level.WARNING, warning));
    }
    audit = found.entries();
    String sessionHeader = complete.sessionHeader();
    Sessions sessions = sessionHeader == null ? null : new Sessions(sessionHeader);
    Admission admission =
        new Admission(
            validator,
            protectedResources(target, validator, complete, servlets),
            rules,
            sessions,
            complete);
    return new Started(
        validator,
        admission,
        sessions,
        new Dispatches(admission, rules, complete),
        complete.problemDetails());
  }

  private static ProtectedResources protectedResources(
      ServletContext target,
      AccessTokenValidator validator,
      FilterSettings complete,
      AnnotatedServlets servlets) {
    String raw = String.valueOf(target.getContextPath());
    String decoded = CanonicalPath.decode(raw, Set.of());
    String contextPath = decoded == null ? raw : decoded;
    ProtectedResources resources =
        ProtectedResources.of(
            validator, complete, contextPath, new ResourceRules(target, servlets));
    complete.protectedResources().forEach(resource -> MetadataPlace.check(target, resource));
    resources.lines(contextPath).forEach(line -> FilterLog.log(Level.INFO, line));
    return resources;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Started filter = started;
    if (filter == null) {
      throw new ServletException(
          "the filter is not started: init was not called, or the filter was destroyed. MockMvc calls"
              + " init for a filter that addFilter adds with a name, but not for those of addFilters");
    }
    if (!(request instanceof HttpServletRequest httpRequest)
        || !(response instanceof HttpServletResponse httpResponse)) {
      throw new ServletException("the request is not HTTP");
    }
    Verdict verdict = judge(filter, httpRequest, httpResponse);
    if (verdict instanceof Verdict.LetIn letIn) {
      // No catch around this: an exception of a handler is the handler's.
      chain.doFilter(letIn.request(), seenByHandlers(httpResponse, letIn.request(), filter));
      if (letIn.request() instanceof AdmittedRequest admitted) {
        admitted.handlerReturned();
      }
    } else if (verdict instanceof Verdict.Served served) {
      send(served.answer(), filter, httpRequest, httpResponse);
    } else if (verdict instanceof Verdict.TurnedAway away && away.answer() != null) {
      send(
          filter.problemDetails ? away.answer().withProblemDetails() : away.answer(),
          filter,
          httpRequest,
          httpResponse);
    }
  }

  private static ServletResponse seenByHandlers(
      HttpServletResponse response, HttpServletRequest admitted, Started filter) {
    if (filter.sessions == null || !(admitted instanceof AdmittedRequest request)) {
      return response;
    }
    HttpServletResponse watched = filter.sessions.watch(response, request.token());
    request.answeredBy(watched);
    return watched;
  }

  /** Whatever is thrown here becomes an answer, so the container has no error page to show. */
  private static Verdict judge(
      Started filter, HttpServletRequest request, HttpServletResponse response) {
    try {
      return switch (request.getDispatcherType()) {
        case REQUEST -> filter.admission.decide(request, response);
        case FORWARD, INCLUDE -> filter.dispatches.onForwardOrInclude(request);
        case ASYNC -> filter.dispatches.onAsync(request, response);
        case ERROR -> filter.dispatches.onError(request);
      };
    } catch (Throwable e) {
      return new Verdict.TurnedAway(answerTo(e, filter, request, response));
    }
  }

  /**
   * Sends an answer.
   *
   * @throws IOException if it cannot be sent, because the client is gone
   */
  private static void send(
      Answer answer, Started filter, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      answer.send(request, response);
    } catch (RuntimeException | Error e) {
      Answer instead = answerTo(e, filter, request, response);
      if (instead != null) {
        sendAtLeastTheStatus(instead, request, response);
      }
    }
  }

  /** Tries the failed response object once more. If it fails again, sets only the status. */
  private static void sendAtLeastTheStatus(
      Answer answer, HttpServletRequest request, HttpServletResponse response) throws IOException {
    try {
      answer.send(request, response);
    } catch (RuntimeException | Error e) {
      response.reset();
      response.setStatus(answer.status());
    }
  }

  /**
   * Reports something unexpected to the operator. The client learns nothing about it.
   *
   * @return the answer to the request; null if no answer can be sent
   */
  private static @Nullable Answer answerTo(
      Throwable thrown, Started filter, HttpServletRequest request, HttpServletResponse response) {
    boolean committed = Tried.orFalse(response::isCommitted);
    filter.validator.report(
        Refusal.of(
                committed ? Outcome.NOT_ANSWERED : Outcome.UNAVAILABLE,
                Explanation.of("a decision", "an unexpected " + thrown.getClass().getName())
                    .withHint(
                        "the fault is in this filter, or in the request or response object of the"
                            + " container or of a filter in front: see the stack trace"))
            .withReason(Reason.INTERNAL_ERROR)
            .withCause(thrown));
    boolean included = Tried.orFalse(() -> request.getDispatcherType() == DispatcherType.INCLUDE);
    return committed || included ? null : Answers.INTERNAL_ERROR;
  }

  /** Closes the validator, if the filter built it. */
  @Override
  public void destroy() {
    started = null;
    ServletContext target = context;
    if (target != null) {
      target.removeAttribute(FilterNames.BEARER_TOKEN_FILTER);
      target.removeAttribute(FilterNames.VALIDATOR);
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
   * What covered each servlet mapping when the application started.
   *
   * @return one entry for each mapping of each servlet, ordered by servlet name
   * @throws IllegalStateException if the filter has not started
   */
  public List<AuditEntry> audit() {
    List<AuditEntry> found = audit;
    if (found == null) {
      throw new IllegalStateException("the filter has not started");
    }
    return found;
  }

  /**
   * A filter on a part of the paths leaves the others open, and the container's patterns are less
   * strict than routes.
   */
  private static void checkMapping(FilterConfig config) {
    String name = config.getFilterName();
    FilterRegistration registration = config.getServletContext().getFilterRegistration(name);
    if (registration == null) {
      throw new IllegalStateException(
          "the container knows no filter "
              + name
              + ", so its mappings are unknown; register it with the container itself");
    }
    if (!registration.getUrlPatternMappings().contains("/*")) {
      throw new IllegalStateException(
          "the filter "
              + name
              + " must be mapped to /*, but is mapped to "
              + registration.getUrlPatternMappings()
              + "; give an open route to paths that need no token");
    }
  }

  private static Map<String, String> initParams(FilterConfig config) {
    return Collections.list(config.getInitParameterNames()).stream()
        .collect(Collectors.toMap(Function.identity(), config::getInitParameter));
  }

  private static IllegalStateException alreadyThere() {
    return new IllegalStateException(
        "the context already has a BearerTokenFilter; a context needs exactly one");
  }

  /** What a filter has once it has started. */
  private record Started(
      AccessTokenValidator validator,
      Admission admission,
      @Nullable Sessions sessions,
      Dispatches dispatches,
      boolean problemDetails) {}
}
