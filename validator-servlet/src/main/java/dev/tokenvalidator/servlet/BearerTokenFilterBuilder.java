package dev.tokenvalidator.servlet;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.AccessTokenValidatorBuilder;
import dev.tokenvalidator.CheckReturnValue;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.ProtectedResource;
import dev.tokenvalidator.ValidatorListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a {@link BearerTokenFilter}.
 *
 * <p>A setting that is not made here comes from the filter's init-params or, failing that, from the
 * environment. The application gives the validator ({@link #validator}), or the filter builds one
 * from an issuer, an audience and the other settings of {@link AccessTokenValidatorBuilder}, which
 * are set by name. Not safe for use by several threads.
 */
public final class BearerTokenFilterBuilder {

  private final FilterSettingsBuilder settings = new FilterSettingsBuilder();
  private Map<String, String> environment = System.getenv();
  private boolean readsEnvironment = true;

  BearerTokenFilterBuilder() {}

  /**
   * The validator to use. The filter does not close it. It excludes {@link #issuer}, {@link
   * #logtoEndpoint} and {@link #audience}. Variables of the environment for another validator are
   * then ignored; init-params for one stop the start.
   *
   * @param validator judges the tokens
   * @throws InvalidSettingException if it is null
   */
  public BearerTokenFilterBuilder validator(AccessTokenValidator validator) {
    settings.validator = given("validator", validator);
    return this;
  }

  /**
   * Who issues the tokens, see {@link AccessTokenValidatorBuilder#issuer}.
   *
   * @param issuer the issuer identifier
   * @throws InvalidSettingException if it is null
   */
  public BearerTokenFilterBuilder issuer(String issuer) {
    settings.issuer = given("issuer", issuer);
    return this;
  }

  /**
   * A Logto tenant as the issuer, see {@link AccessTokenValidatorBuilder#logtoEndpoint}.
   *
   * @param endpoint the tenant's endpoint
   * @throws InvalidSettingException if it is null
   */
  public BearerTokenFilterBuilder logtoEndpoint(String endpoint) {
    settings.logtoEndpoint = given("logtoEndpoint", endpoint);
    return this;
  }

  /**
   * The API that the tokens are for, see {@link AccessTokenValidatorBuilder#audience}.
   *
   * @param audience resource indicators; a token needs one of them
   * @throws InvalidSettingException if one is null
   */
  public BearerTokenFilterBuilder audience(String... audience) {
    for (String indicator : audience) {
      settings.audience.add(given("audience", indicator));
    }
    return this;
  }

  /**
   * Hears of accepted tokens, refusals and changes of the keys, see {@link
   * AccessTokenValidatorBuilder#listener}. Default: none. It belongs to the validator that the
   * filter builds; a validator that is given has its own. Where the filter is in {@code web.xml},
   * put the listener into the {@code ServletContext} instead, as {@link BearerTokenFilter}
   * describes.
   *
   * @param listener called by several threads at once
   * @throws InvalidSettingException if it is null
   */
  public BearerTokenFilterBuilder listener(ValidatorListener listener) {
    settings.listener = given("listener", listener);
    return this;
  }

  /**
   * Begins to fetch the issuer's keys when the filter starts, in the background ({@link
   * AccessTokenValidator#warmUp}), so that a readiness probe becomes ready without a token.
   * Default: the first token fetches them.
   */
  public BearerTokenFilterBuilder warmUp() {
    settings.warmUp = true;
    return this;
  }

  /**
   * Adds a route for one method. The first route that matches a request counts. A router behind the
   * filter may read some requests as others; these must meet the rules of both: {@code /a/} under a
   * tree also needs what {@code /a} needs, and a method in lower case, such as {@code get}, under a
   * route for every method also needs what its upper-case form needs.
   *
   * @param method compared case-sensitively; {@code GET} includes {@code HEAD}
   * @param pattern the paths below the context, decoded, by whole segments and case-sensitively:
   *     {@code /a/b} is that one path, {@code /a/*} is {@code /a} and everything below it, and a
   *     segment <code>{name}</code> matches any one segment that is not empty
   * @param access what a request needs
   * @throws InvalidSettingException if the method or the pattern is malformed or can never match,
   *     or the access names a part that the pattern does not have
   */
  public BearerTokenFilterBuilder route(String method, String pattern, Access access) {
    settings.routes.add(Route.of(method, pattern, access, nextSource()));
    return this;
  }

  /**
   * Adds a route for every method, unknown ones included. {@code TRACE} and {@code CONNECT} are
   * always refused.
   *
   * @param pattern the paths, as in {@link #route(String, String, Access)}
   * @param access what a request needs
   * @throws InvalidSettingException if the pattern is malformed or can never match, or the access
   *     names a part that the pattern does not have
   */
  public BearerTokenFilterBuilder route(String pattern, Access access) {
    settings.routes.add(Route.of(null, pattern, access, nextSource()));
    return this;
  }

  /**
   * Adds routes in text, one a line: a method or {@code *}, a pattern, and what a request needs in
   * the words of {@link Access}. A line that starts with {@code #} is a comment.
   *
   * <pre>
   * GET  /products      allOf(read:products)
   * *    /health        open
   * *    /orgs/{org}/*  anyOf(read write) machineOnly organization(org)
   * </pre>
   *
   * @param text the routes, for example from a file of the application
   * @throws InvalidSettingException naming the line that is malformed
   */
  public BearerTokenFilterBuilder routes(String text) {
    settings.routes.addAll(RouteText.parse(given("routes", text), "routes"));
    return this;
  }

  /**
   * The name of the protection space, for the challenges (RFC 9110 section 11.5). Default: none.
   *
   * @param realm printable ASCII without quote and backslash
   */
  public BearerTokenFilterBuilder realm(String realm) {
    settings.realm = realm;
    return this;
  }

  /**
   * Lets path parameters of these names through (RFC 3986 section 3.3), with values of letters,
   * digits, {@code -}, {@code .}, {@code _} and {@code ~}: {@code jsessionid}, for an application
   * that keeps sessions in URLs. Routes are compared with the path without them. Default: none, so
   * the answer to a path with a semicolon is 400.
   *
   * @param names the names, compared case-sensitively
   */
  public BearerTokenFilterBuilder pathParameters(String... names) {
    settings.pathParameters.addAll(List.of(names));
    return this;
  }

  /**
   * Lets CORS preflights through without a token, for a CORS filter behind this one. A CORS filter
   * in front is better and makes this setting unnecessary. Default: a preflight needs what every
   * {@code OPTIONS} request needs.
   *
   * <p>A preflight is an {@code OPTIONS} request with one {@code Origin}, one {@code
   * Access-Control-Request-Method} and no {@code Authorization} header, for a method that a rule
   * covers. Four kinds still need a token:
   *
   * <ul>
   *   <li>One that a route for {@code OPTIONS} matches: that route counts.
   *   <li>One for a servlet that handles {@code OPTIONS} itself (it overrides {@code doOptions} or
   *       {@code service}, as frameworks do): its handlers could run without a caller.
   *   <li>One that meets an unknown filter behind this one. Known filters are the CORS filters of
   *       Spring, Tomcat and Jetty, and common ones for encoding, logging and headers. The log
   *       names the unknown ones at the start.
   *   <li>One that names another method, as {@code X-HTTP-Method-Override} does.
   * </ul>
   */
  public BearerTokenFilterBuilder allowPreflight() {
    settings.allowPreflight = true;
    return this;
  }

  /**
   * Checks the targets of forwards, includes and asynchronous dispatches against their own rules,
   * with the token of the request. Every target then needs a rule, views included. A refused
   * forward gets an answer; a refused include is missing from the page. Default: dispatches are the
   * application's own (Servlet 6.0 section 13).
   *
   * <p>A dispatcher that the application gets by name passes no filter that is mapped to paths, so
   * it does not pass this one.
   */
  public BearerTokenFilterBuilder checkDispatches() {
    settings.checkDispatches = true;
    return this;
  }

  /**
   * Publishes the metadata of the API as a protected resource (RFC 9728), so that a client finds
   * out where to get a token: MCP clients need it. Default: nothing is published.
   *
   * <p>The document is served without a token at {@code /.well-known/oauth-protected-resource} and
   * the path of the identifier, below the context path. Every challenge names its address, and a
   * 401 also names the scopes that the request needs.
   *
   * @param identifier the URL under which clients reach the API. If an audience is set, this must
   *     be one of its values; if none is set and the filter builds its validator, this is the
   *     audience
   * @throws InvalidSettingException if it is null, or malformed ({@link ProtectedResource#of})
   */
  public BearerTokenFilterBuilder protectedResource(String identifier) {
    return protectedResource(ProtectedResource.of(given("protectedResource", identifier)));
  }

  /**
   * Publishes the metadata of one or more protected resources. A request belongs to the resource
   * with the longest path, <b>which accepts tokens for its own identifier only</b>. Requests
   * outside of all resources need a token for an audience that does not belong to a resource.
   *
   * <p>The start stops if an identifier is not one of the audiences, if its path is outside of the
   * context path and {@link ProtectedResource#withPath} names no other, and if no audience is left
   * for a route.
   *
   * <p>Below a context path the container sends requests for the document to the root application.
   * There serve it with {@link ProtectedResourceServlet}, or let the proxy in front rewrite it.
   *
   * @param resources described to clients
   * @throws InvalidSettingException if one is null
   */
  public BearerTokenFilterBuilder protectedResource(ProtectedResource... resources) {
    for (ProtectedResource resource : resources) {
      settings.protectedResources.add(given("protectedResource", resource));
    }
    return this;
  }

  /**
   * Binds sessions to their callers: a session belongs to the issuer, client and subject that
   * opened it. A request that names the session of another caller, or one that is not known, gets
   * 404 and does not reach its handler. Default: sessions are the application's matter. For the
   * Model Context Protocol give {@code Mcp-Session-Id}.
   *
   * <p>A handler opens a session by setting this header on a response. Up to 10,000 sessions are
   * remembered; beyond that the caller with the most sessions loses the one that it used least
   * recently. They are forgotten with the process. An id of more than 256 characters is never
   * known. On an open route there is no caller, so the session of a caller is 404 there, too.
   *
   * @param name of the header that carries the id of a session, in requests and in responses
   */
  public BearerTokenFilterBuilder sessionHeader(String name) {
    settings.sessionHeader = given("sessionHeader", name);
    return this;
  }

  /**
   * Ends the asynchronous response to a {@code GET} or {@code HEAD} when its token ends ({@link
   * AccessTokenValidator#timeLeft}), within about two seconds, because containers check timeouts
   * that seldom: an open stream is closed, and a response that has not begun becomes a 401. The
   * handler's listeners hear of {@code onComplete}, not of {@code onTimeout}. Default: a response
   * may outlive its token. Responses to other methods are not ended, nor is a handler that blocks
   * its thread.
   */
  public BearerTokenFilterBuilder endStreamsWithToken() {
    settings.endStreamsWithToken = true;
    return this;
  }

  /**
   * Sends refusals with a body of RFC 9457, {@code application/problem+json}. Status and challenge
   * stay as they are. Default: a small JSON object with {@code error} and {@code
   * error_description}.
   */
  public BearerTokenFilterBuilder problemDetails() {
    settings.problemDetails = true;
    return this;
  }

  /**
   * Stops the start if any servlet mapping is uncovered. Default: the audit at the start lists it,
   * and requests to it are refused.
   */
  public BearerTokenFilterBuilder requireCoverage() {
    settings.requireCoverage = true;
    return this;
  }

  /**
   * Returns the source of a request. If new tokens arrive faster than they can be verified, the
   * sources take turns, so that one source of forged tokens does not block the others (see {@link
   * AccessTokenValidatorBuilder#concurrentVerifications}). The source decides nothing else.
   *
   * <p>Default: the address of the peer, an IPv6 address by its first 64 bits. Behind a proxy every
   * request has the proxy's address, unless the container itself sets the client's. Then give what
   * your proxy vouches for, such as {@code request -> request.getHeader("X-Real-IP")} if the proxy
   * overwrites that header. No such header is read by default: anyone can send it.
   *
   * <p>The function is called for every request that needs a token, by several threads at once, and
   * should be quick. If it returns null or a blank text, or throws, the request counts as from one
   * common source and is not refused for that. Only the first 200 characters count. The source is
   * neither logged nor reported.
   *
   * @param source returns the source of a request
   * @throws InvalidSettingException if it is null
   */
  public BearerTokenFilterBuilder source(Function<HttpServletRequest, @Nullable String> source) {
    settings.source = given("source", source);
    return this;
  }

  /**
   * Whether this filter reads the environment ({@code TOKEN_VALIDATOR_...}). Default: true; false
   * suits a filter whose process runs other filters too. The init-param {@code environment} set to
   * {@code false} does the same.
   *
   * <p>Keys and routes ({@code TOKEN_VALIDATOR_JWKS_URI}, {@code TOKEN_VALIDATOR_JWK_SET}, {@code
   * TOKEN_VALIDATOR_ROUTES}) belong to the issuer that the environment names: if the issuer comes
   * from code or an init-param, they stop the start.
   *
   * @param isRead false to take settings from code and init-params only
   */
  public BearerTokenFilterBuilder environment(boolean isRead) {
    readsEnvironment = isRead;
    return this;
  }

  /**
   * Confirms that you checked the order of the application's filters. Default: the filter does not
   * start in two cases.
   *
   * <ul>
   *   <li>A filter that serves content (Jersey, RESTEasy, Wicket, Struts, a container's WebSocket
   *       filter and others) stands in front of this one, or its place is unknown. In front, it
   *       answers requests without a token.
   *   <li>A filter that takes the method from a form (Spring's {@code HiddenHttpMethodFilter})
   *       stands behind this one, or its place is unknown. Behind, it changes the method after this
   *       filter checked the rules of another one.
   * </ul>
   *
   * <p>The log lists the other filters and their places at the start. Tomcat, Jetty and Undertow
   * show the order; on another container it is unknown.
   */
  public BearerTokenFilterBuilder filterOrderChecked() {
    settings.filterOrderChecked = true;
    return this;
  }

  /**
   * Builds the filter, for an application that registers it itself. The container starts it, and
   * then the filter reads the named settings and builds its validator.
   *
   * @throws InvalidSettingException if a route can never be used because of another one, the name
   *     of a path parameter is malformed, or a validator is given together with a listener or
   *     settings for another
   */
  @CheckReturnValue
  public BearerTokenFilter build() {
    if (settings.validator != null && settings.listener != null) {
      throw new InvalidSettingException(
          "listener",
          "has no effect beside a validator that is given in code; give it to that validator's"
              + " builder");
    }
    if (settings.validator != null
        && (settings.issuer != null
            || settings.logtoEndpoint != null
            || !settings.audience.isEmpty())) {
      throw new InvalidSettingException(
          "validator", "excludes issuer, logtoEndpoint and audience, which would build another");
    }
    return new BearerTokenFilter(settings());
  }

  /**
   * Builds the filter and registers it: on {@code /*}, for every dispatcher type, with async
   * support, and in front of all other filters. Only filters that were put in front the same way
   * before ({@code isMatchAfter} false) stay in front of it, so call this first.
   *
   * <p>The registration, for example to set init-params, is {@code context.getFilterRegistration}
   * of the filter's class name.
   *
   * @param context of the application, while it starts (Servlet 6.0 section 4.4)
   * @return the filter
   * @throws InvalidSettingException as {@link #build} does
   * @throws IllegalStateException if the context has such a filter already, or has started
   */
  public BearerTokenFilter install(ServletContext context) {
    BearerTokenFilter filter = build();
    filter.install(context);
    return filter;
  }

  /** For tests: the variables to see instead of the system's. */
  BearerTokenFilterBuilder environment(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
    return this;
  }

  FilterSettings settings() {
    settings.environment = readsEnvironment ? environment : Map.of();
    return settings.build();
  }

  private String nextSource() {
    return "code, route " + (settings.routes.size() + 1);
  }

  private static <T> T given(String setting, @Nullable T value) {
    if (value == null) {
      throw new InvalidSettingException(setting, "is null; give a value, or leave it out");
    }
    return value;
  }
}
