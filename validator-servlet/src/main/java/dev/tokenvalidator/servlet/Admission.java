package dev.tokenvalidator.servlet;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.AccessTokenPrincipal;
import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.BearerToken;
import dev.tokenvalidator.Explanation;
import dev.tokenvalidator.InvalidRequestException;
import dev.tokenvalidator.InvalidTokenException;
import dev.tokenvalidator.MissingTokenException;
import dev.tokenvalidator.Refusal;
import dev.tokenvalidator.Refusal.Outcome;
import dev.tokenvalidator.RequestContext;
import dev.tokenvalidator.ResourceServer;
import dev.tokenvalidator.ValidationUnavailableException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides whether a request may enter the application. Safe for use by several threads. */
final class Admission {

  private final AccessTokenValidator validator;
  private final ResourceServer server;

  /** What every rule asks for: at the start, each was checked to name the organization or not. */
  private final Access metByAll;

  private final AccessRules rules;
  private final Answers answers;
  private final Set<String> pathParameters;
  private final boolean allowPreflight;
  private final RequestSource source;

  Admission(AccessTokenValidator validator, AccessRules rules, FilterSettings settings) {
    this.validator = validator;
    this.server = resourceServer(validator, settings.realm());
    this.metByAll =
        validator.organizations().mustBeNamed()
            ? Access.authenticated().anyOrganization()
            : Access.authenticated();
    this.rules = rules;
    this.answers = new Answers(settings.realm());
    this.pathParameters = settings.pathParameters();
    this.allowPreflight = settings.allowPreflight();
    this.source = new RequestSource(settings.source());
  }

  private static ResourceServer resourceServer(
      AccessTokenValidator validator, @Nullable String realm) {
    ResourceServer server = ResourceServer.of(validator);
    return realm == null ? server : server.withRealm(realm);
  }

  /** Decides a request anew, even if it carries an earlier decision. */
  Verdict decide(HttpServletRequest request, HttpServletResponse response) {
    Caller.forget(request);
    if (response.isCommitted()) {
      return tooLate();
    }
    try {
      refuseTraceAndConnect(request, request.getMethod());
      RequestTarget target = required(request, RequestTarget.of(request, pathParameters));
      boolean isPreflight = allowPreflight && rules.allowsPreflight(request, target);
      Caller caller = new Caller(rules, isPreflight ? null : tokenFor(target, request, null));
      caller.putOn(request);
      return letIn(request, caller);
    } catch (RefusedException e) {
      return new Verdict.TurnedAway(e.answer());
    }
  }

  /**
   * The token that may use a target; null if the target is open and there is no known token.
   *
   * @param known the token that the request was admitted with; null to read the request's own
   */
  @Nullable AccessToken tokenFor(
      RequestTarget target, HttpServletRequest request, @Nullable AccessToken known)
      throws RefusedException {
    AccessRule rule = rules.ruleFor(request.getMethod(), namedMethod(request), target);
    if (rule.isOpen()) {
      return known;
    }
    AccessToken token = known != null ? known : validate(request, rule);
    AccessRule.Shortfall shortfall = rule.shortfall(token, target.path());
    if (shortfall != null) {
      throw refused(
          Refusal.of(Outcome.INSUFFICIENT_SCOPE, shortfall.explanation())
              .withClientId(token.clientId()),
          request,
          rule,
          rule.isClosed()
              ? Answers.NO_RULE
              : answers.insufficientScope(shortfall.requiredScopes()));
    }
    return token;
  }

  /**
   * The target, if it was read; otherwise the path is not canonical, and the request is refused.
   */
  RequestTarget required(HttpServletRequest request, @Nullable RequestTarget target)
      throws RefusedException {
    if (target == null) {
      throw refused(
          Refusal.of(
              Outcome.INVALID_REQUEST,
              Explanation.of(
                  "a canonical path, which means the same raw and decoded",
                  Explanation.quote(request.getRequestURI()))),
          request,
          null,
          Answers.NOT_CANONICAL);
    }
    return target;
  }

  /** Lets a request in with its caller, as handlers see it. */
  Verdict letIn(HttpServletRequest request, Caller caller) {
    AccessToken token = caller.token();
    return new Verdict.LetIn(
        new AdmittedRequest(
            request,
            caller,
            token == null ? null : new AccessTokenPrincipal(server, token, metByAll),
            answers.missingToken()));
  }

  /** Turns away a dispatch without a caller to a servlet whose annotations ask for one. */
  Verdict missingCaller() {
    validator.report(
        Refusal.of(
            Outcome.NO_TOKEN,
            Explanation.of(
                "a caller, because the servlet is annotated", "a dispatch without a caller")));
    return new Verdict.TurnedAway(answers.missingToken());
  }

  private Verdict tooLate() {
    validator.report(
        Refusal.of(
            Outcome.NOT_ANSWERED,
            Explanation.of("a response that is not committed", "one that is committed")
                .withHint(
                    "a filter in front of this one sends a response and still calls the chain; the"
                        + " chain ends here")));
    return new Verdict.TurnedAway(null);
  }

  private void refuseTraceAndConnect(HttpServletRequest request, String method)
      throws RefusedException {
    if (method.equals("TRACE") || method.equals("CONNECT")) {
      throw refused(
          Refusal.of(Outcome.INVALID_REQUEST, Explanation.of("another method", method)),
          request,
          null,
          Answers.METHOD_NOT_ALLOWED);
    }
  }

  /**
   * The other method that the request names; null for none. A standard one comes in upper case, as
   * the filters that read it write it.
   */
  private @Nullable String namedMethod(HttpServletRequest request) throws RefusedException {
    List<String> named = MethodOverride.namedIn(request);
    if (named.isEmpty()) {
      return null;
    }
    if (named.size() > 1 || !Route.isMethod(named.get(0))) {
      throw refused(
          Refusal.of(
              Outcome.INVALID_REQUEST,
              // The value is hidden: it may be anything, even a token.
              Explanation.of(
                  "at most one method beside that of the request",
                  named.size() > 1 ? "several" : "a name that is not a method")),
          request,
          null,
          Answers.NO_METHOD);
    }
    String method = Route.standardMethod(named.get(0));
    refuseTraceAndConnect(request, method);
    return method;
  }

  /** A missing token is answered here and not by the validator: the rule may have a hint. */
  private AccessToken validate(HttpServletRequest request, AccessRule rule)
      throws RefusedException {
    List<String> values = authorization(request);
    checkQuery(request, values, rule);
    try {
      return validator
          .accessTokenIfPresent(
              values,
              new RequestContext(
                  Optional.of(request.getMethod()),
                  Optional.of(rule.name()),
                  source.of(request),
                  Optional.empty(),
                  Optional.empty()))
          .orElseThrow(() -> missingToken(values, request, rule));
    } catch (InvalidRequestException e) {
      throw new RefusedException(answers.invalidRequest());
    } catch (InvalidTokenException e) {
      throw new RefusedException(answers.invalidToken());
    } catch (ValidationUnavailableException e) {
      throw new RefusedException(Answers.unavailable(e.retryAfter()));
    }
  }

  private RefusedException missingToken(
      List<String> authorization, HttpServletRequest request, AccessRule rule) {
    Explanation explanation = MissingTokenException.in(authorization).explanation();
    String hint = rule.hint();
    return refused(
        Refusal.of(
            Outcome.NO_TOKEN,
            // What the client did wrong comes before why the rule asks for a token.
            hint == null || explanation.hint().isPresent()
                ? explanation
                : explanation.withHint(hint)),
        request,
        rule,
        answers.missingToken());
  }

  private static List<String> authorization(HttpServletRequest request) {
    Enumeration<String> values = request.getHeaders("Authorization");
    if (values == null || !values.hasMoreElements()) {
      return List.of();
    }
    String first = values.nextElement();
    if (!values.hasMoreElements()) {
      return List.of(first);
    }
    List<String> all = new ArrayList<>(List.of(first));
    values.asIterator().forEachRemaining(all::add);
    return all;
  }

  /** A token in the query is ignored, but beside one in the header it is one too many. */
  private void checkQuery(HttpServletRequest request, List<String> authorization, AccessRule rule)
      throws RefusedException {
    if (QueryToken.isIn(request.getQueryString()) && holdsBearerToken(authorization)) {
      throw refused(
          Refusal.of(
              Outcome.INVALID_REQUEST,
              Explanation.of("a token in the header alone", "another one in the query")),
          request,
          rule,
          answers.invalidRequest());
    }
  }

  private static boolean holdsBearerToken(List<String> authorization) {
    try {
      return BearerToken.fromAuthorization(authorization).isPresent();
    } catch (InvalidRequestException e) {
      // The validator refuses the header and reports why.
      return false;
    }
  }

  private RefusedException refused(
      Refusal refusal, HttpServletRequest request, @Nullable AccessRule rule, Answer answer) {
    Refusal ofRequest = refusal.withMethod(request.getMethod());
    validator.report(rule == null ? ofRequest : ofRequest.withRoute(rule.name()));
    return new RefusedException(answer);
  }

  /** Ends a decision with an answer. It has no stack trace, because nobody would read it. */
  static final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Answer answer;

    RefusedException(Answer answer) {
      super(null, null, false, false);
      this.answer = answer;
    }

    Answer answer() {
      return answer;
    }
  }
}
