package dev.tokenvalidator.servlet;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.AccessTokenValidatorBuilder;
import dev.tokenvalidator.CheckReturnValue;
import dev.tokenvalidator.InvalidSettingException;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a {@link BearerTokenFilter}.
 *
 * <p>A setting that is not made here is looked for among the filter's init-params, and then in the
 * environment. The validator is given ({@link #validator}), or built by the filter from an issuer,
 * an audience, and whatever else of {@link AccessTokenValidatorBuilder} is set by name. Not safe
 * for use by several threads.
 */
public final class BearerTokenFilterBuilder {

  private @Nullable AccessTokenValidator validator;
  private @Nullable String issuer;
  private @Nullable String logtoEndpoint;
  private final List<String> audience = new ArrayList<>();
  private final List<Route> routes = new ArrayList<>();
  private @Nullable String realm;
  private final Set<String> pathParameters = new LinkedHashSet<>();
  private boolean allowPreflight;
  private boolean checkDispatches;
  private boolean requireCoverage;
  private @Nullable Function<HttpServletRequest, @Nullable String> source;
  private boolean readsEnvironment = true;
  private boolean filterOrderChecked;
  private Map<String, String> environment = System.getenv();

  BearerTokenFilterBuilder() {}

  /**
   * The validator to ask. The filter does not close it. Excludes {@link #issuer}, {@link
   * #logtoEndpoint} and {@link #audience}; their like among the named settings is not looked at.
   *
   * @param validator judges the tokens
   * @return this builder
   */
  public BearerTokenFilterBuilder validator(AccessTokenValidator validator) {
    this.validator = validator;
    return this;
  }

  /**
   * Who issues the tokens, see {@link AccessTokenValidatorBuilder#issuer}.
   *
   * @param issuer the issuer identifier
   * @return this builder
   */
  public BearerTokenFilterBuilder issuer(String issuer) {
    this.issuer = issuer;
    return this;
  }

  /**
   * A Logto tenant as the issuer, see {@link AccessTokenValidatorBuilder#logtoEndpoint}.
   *
   * @param endpoint the tenant's endpoint
   * @return this builder
   */
  public BearerTokenFilterBuilder logtoEndpoint(String endpoint) {
    this.logtoEndpoint = endpoint;
    return this;
  }

  /**
   * Whom the tokens are for, see {@link AccessTokenValidatorBuilder#audience}.
   *
   * @param audience resource indicators, any one of which will do
   * @return this builder
   */
  public BearerTokenFilterBuilder audience(String... audience) {
    this.audience.addAll(List.of(audience));
    return this;
  }

  /**
   * Adds a route for one method. The first route that matches a request counts; but what a router
   * behind the filter may take for another request needs what that one needs as well: {@code /a/}
   * under a tree what {@code /a} needs, and a method that is not in upper case, such as {@code
   * get}, under a route for every method what its upper-case form needs.
   *
   * @param method compared case-sensitively; {@code GET} is for {@code HEAD} as well
   * @param pattern the paths below the context, decoded, by whole segments and case-sensitively:
   *     {@code /a/b} is that one path, {@code /a/*} is {@code /a} and everything below it, and a
   *     segment <code>{name}</code> is any one segment that is not empty
   * @param access what it needs
   * @return this builder
   * @throws InvalidSettingException if the method or the pattern is malformed or can never match,
   *     or the access names a part that the pattern does not have
   */
  public BearerTokenFilterBuilder route(String method, String pattern, Access access) {
    routes.add(Route.of(method, pattern, access, nextSource()));
    return this;
  }

  /**
   * Adds a route for every method, unknown ones included; but {@code TRACE} and {@code CONNECT} are
   * always refused.
   *
   * @param pattern the paths, as in {@link #route(String, String, Access)}
   * @param access what they need
   * @return this builder
   * @throws InvalidSettingException if the pattern is malformed or can never match, or the access
   *     names a part that the pattern does not have
   */
  public BearerTokenFilterBuilder route(String pattern, Access access) {
    routes.add(Route.of(null, pattern, access, nextSource()));
    return this;
  }

  /**
   * The name of the protection space, for the challenges (RFC 9110 section 11.5). Default: none.
   *
   * @param realm printable ASCII without quote and backslash
   * @return this builder
   */
  public BearerTokenFilterBuilder realm(String realm) {
    this.realm = realm;
    return this;
  }

  /**
   * Lets path parameters of these names through (RFC 3986 section 3.3), with values of letters,
   * digits, {@code -}, {@code .}, {@code _} and {@code ~}: {@code jsessionid}, for an application
   * that keeps sessions in URLs. Rules see the path without them. Default: none, so that a path
   * with a semicolon is answered 400.
   *
   * @param names the names, compared case-sensitively
   * @return this builder
   */
  public BearerTokenFilterBuilder pathParameters(String... names) {
    pathParameters.addAll(List.of(names));
    return this;
  }

  /**
   * Lets CORS preflights through without a token, for a CORS filter behind this one. It is better
   * put in front; then this is not needed. Default: a preflight needs what every {@code OPTIONS}
   * request needs.
   *
   * <p>A preflight is an {@code OPTIONS} request with one {@code Origin}, one {@code
   * Access-Control-Request-Method} and no {@code Authorization} header, for a method that a rule
   * covers. One that a route for {@code OPTIONS} matches is that route's. One for a servlet that
   * acts on {@code OPTIONS} itself ({@code doOptions} or {@code service} overridden, as frameworks
   * do) is not let through: its handlers could run for nobody. The same holds where a filter behind
   * this one is mapped, unless it is one of those that are known to hand requests on: the CORS
   * filters of Spring, Tomcat and Jetty, and usual ones for encoding, logging and headers. The log
   * names the others at the start.
   *
   * @return this builder
   */
  public BearerTokenFilterBuilder allowPreflight() {
    allowPreflight = true;
    return this;
  }

  /**
   * Holds the targets of forwards, includes and asynchronous dispatches to their own rules as well,
   * with the token of the request. Every target needs a rule then, views included. A forward that
   * is refused is answered; what is refused to an include is missing from the page. Default: they
   * are the application's own (Servlet 6.0 section 13).
   *
   * <p>Dispatchers that are got by name pass no filter that is mapped to paths, so neither this
   * one.
   *
   * @return this builder
   */
  public BearerTokenFilterBuilder checkDispatches() {
    checkDispatches = true;
    return this;
  }

  /**
   * Refuses to start while a servlet mapping is there that no rule covers. Default: the start-up
   * audit lists it, and requests to it are refused.
   *
   * @return this builder
   */
  public BearerTokenFilterBuilder requireCoverage() {
    requireCoverage = true;
    return this;
  }

  /**
   * What tells where a request comes from. While more tokens arrive that are not remembered yet
   * than can be verified, turns go round the sources, so that a source of forged tokens does not
   * keep the tokens of others out (see {@link
   * AccessTokenValidatorBuilder#concurrentVerifications}). It decides nothing else.
   *
   * <p>Default: the address of the peer, an IPv6 address by its first 64 bits. Behind a proxy that
   * is the proxy's for everybody; unless the container itself puts the client's address there, give
   * what your proxy vouches for, such as {@code request -> request.getHeader("X-Real-IP")} where
   * the proxy overwrites that header. No such header is read by default: anyone can send it.
   *
   * <p>The function is called for every request that needs a token, by several threads at once, and
   * should be quick. Requests for which it returns null or a blank text, or throws, are of one
   * common source; none is refused for that. Only the first 200 characters count. What it returns
   * is neither logged nor reported.
   *
   * @param source tells the source of a request
   * @throws InvalidSettingException if it is null
   */
  public BearerTokenFilterBuilder source(Function<HttpServletRequest, @Nullable String> source) {
    if (source == null) {
      throw new InvalidSettingException("source", "is null; give a function, or leave it out");
    }
    this.source = source;
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
   * States that the order of the application's filters was checked and is right as it is. Default:
   * the filter does not start in two cases.
   *
   * <ul>
   *   <li>A filter that is known to serve content (Jersey, RESTEasy, Wicket, Struts, a container's
   *       WebSocket filter and others) is not known to stand behind this one. In front, it answers
   *       requests without a token.
   *   <li>A filter that takes the method from a form (Spring's {@code HiddenHttpMethodFilter}) is
   *       not known to stand in front of this one. Behind, it changes the method after the rules of
   *       another one were checked.
   * </ul>
   *
   * <p>The log lists the other filters and their places at the start. Tomcat, Jetty and Undertow
   * tell the order; on another container it is unknown.
   */
  public BearerTokenFilterBuilder filterOrderChecked() {
    filterOrderChecked = true;
    return this;
  }

  /**
   * Builds the filter, to be registered by {@link BearerTokenFilter#install} or by hand. Named
   * settings are read, and the validator built, when the container starts it.
   *
   * @return the filter
   * @throws InvalidSettingException if a route can never be used because of another one, a name of
   *     a path parameter is malformed, or a validator is given together with settings for another
   */
  @CheckReturnValue
  public BearerTokenFilter build() {
    if (validator != null && (issuer != null || logtoEndpoint != null || !audience.isEmpty())) {
      throw new InvalidSettingException(
          "validator", "excludes issuer, logtoEndpoint and audience, which would build another");
    }
    return new BearerTokenFilter(settings());
  }

  /**
   * Builds the filter and registers it: {@link #build} and {@link BearerTokenFilter#install}.
   *
   * @param context of the application, while it starts
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
    return new FilterSettings(
        validator,
        new ValidatorSettings(issuer, logtoEndpoint, List.copyOf(audience)),
        new Routes(routes),
        realm,
        pathParameters,
        allowPreflight,
        checkDispatches,
        requireCoverage,
        filterOrderChecked,
        readsEnvironment ? environment : Map.of(),
        source);
  }

  private String nextSource() {
    return "code, rule " + (routes.size() + 1);
  }
}
