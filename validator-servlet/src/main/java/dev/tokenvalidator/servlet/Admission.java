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
import dev.tokenvalidator.ProtectedResourceMetadata;
import dev.tokenvalidator.Reason;
import dev.tokenvalidator.Refusal;
import dev.tokenvalidator.Refusal.Outcome;
import dev.tokenvalidator.RequestContext;
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
  private final ProtectedResources resources;

  /** What every rule asks for: at the start, each was checked to name the organization or not. */
  private final Access metByAll;

  private final AccessRules rules;
  private final @Nullable Sessions sessions;
  private final boolean endStreams;
  private final Set<String> pathParameters;
  private final boolean allowPreflight;
  private final RequestSource source;

  Admission(
      AccessTokenValidator validator,
      ProtectedResources resources,
      AccessRules rules,
      @Nullable Sessions sessions,
      FilterSettings settings) {
    this.validator = validator;
    this.resources = resources;
    this.metByAll =
        validator.organizations().mustBeNamed()
            ? Access.authenticated().anyOrganization()
            : Access.authenticated();
    this.rules = rules;
    this.sessions = sessions;
    this.endStreams = settings.endStreamsWithToken();
    this.pathParameters = settings.pathParameters();
    this.allowPreflight = settings.allowPreflight();
    this.source = new RequestSource(settings.source());
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
      if (resources.isForMetadata(target.path()) && !isServedByApplication(target, request)) {
        return new Verdict.Served(Answer.of(metadata(target, request)));
      }
      boolean isPreflight = allowPreflight && rules.allowsPreflight(request, target);
      Caller caller =
          isPreflight
              ? new Caller(rules, resources.doorFor(target), Access.open(), null)
              : callerFor(target, request, null);
      checkSession(request, caller.token());
      caller.putOn(request);
      return letIn(request, caller);
    } catch (RefusedException e) {
      return new Verdict.TurnedAway(e.answer());
    }
  }

  /** The metadata of another resource, which a handler of the application serves to everybody. */
  private boolean isServedByApplication(RequestTarget target, HttpServletRequest request) {
    return resources.metadataAt(target.path()) == null
        && rules.ruleFor(request.getMethod(), null, target).isOpen();
  }

  private ProtectedResourceMetadata.Response metadata(
      RequestTarget target, HttpServletRequest request) {
    // The answer to HEAD has the length of the document, so it is made like that to GET.
    String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
    ProtectedResourceMetadata metadata = resources.metadataAt(target.path());
    return metadata == null
        ? ProtectedResourceMetadata.notFound(method)
        : metadata.respond(method, headers(request, "If-None-Match"));
  }

  private void checkSession(HttpServletRequest request, @Nullable AccessToken token)
      throws RefusedException {
    if (sessions == null || sessions.admit(request, token)) {
      return;
    }
    Refusal refusal =
        Refusal.of(
            Outcome.UNKNOWN_SESSION,
            Explanation.of(
                    "a session that this caller opened",
                    "one of another caller, or one that is not known any more")
                .withHint(
                    "a session belongs to the issuer, client and subject that opened it, and is"
                        + " forgotten with the process"));
    throw refused(
        token == null ? refusal : refusal.withClientId(token.clientId()),
        request,
        null,
        Answers.NO_SESSION);
  }

  /**
   * The caller that may use a target; one without a token if the target is open and there is no
   * known token.
   *
   * @param known the token that the request was admitted with; null to read the request's own
   */
  Caller callerFor(RequestTarget target, HttpServletRequest request, @Nullable AccessToken known)
      throws RefusedException {
    AccessRule rule = rules.ruleFor(request.getMethod(), namedMethod(request), target);
    ResourceDoor door = resources.doorFor(target);
    if (rule.isOpen()) {
      return new Caller(rules, door, rule.access(), known);
    }
    AccessToken token = known;
    if (token == null) {
      token = validate(request, rule, door);
    } else {
      checkAudience(token, request, rule, door);
    }
    AccessRule.Shortfall shortfall = rule.shortfall(token, target.path());
    if (shortfall != null) {
      throw refused(
          Refusal.of(Outcome.INSUFFICIENT_SCOPE, shortfall.explanation())
              .withClientId(token.clientId()),
          request,
          rule,
          rule.isClosed()
              ? Answers.NO_RULE
              : door.answers().insufficientScope(shortfall.requiredScopes(), rule.access()));
    }
    return new Caller(rules, door, rule.access(), token);
  }

  /** A dispatch may lead to a resource that the token of the request is not for. */
  private void checkAudience(
      AccessToken token, HttpServletRequest request, AccessRule rule, ResourceDoor door)
      throws RefusedException {
    Set<String> audience = door.audience();
    if (audience != null
        && token.audience().stream()
            .filter(audience::contains)
            .noneMatch(ours -> validator.issuersFor(ours).contains(token.issuer()))) {
      throw refused(
          Refusal.of(
                  Outcome.INVALID_TOKEN,
                  Explanation.of(
                      "a token for the resource of this dispatch", "one for another resource"))
              .withReason(Reason.WRONG_AUDIENCE)
              .withClientId(token.clientId()),
          request,
          rule,
          door.answers().invalidToken(rule.access()));
    }
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
    ResourceDoor door = caller.door();
    return new Verdict.LetIn(
        new AdmittedRequest(
            request,
            caller,
            token == null ? null : new AccessTokenPrincipal(door.server(), token, metByAll),
            door.answers().missingToken(Access.open()),
            token != null && endStreams && runsAsGet(request)
                ? new StreamEnd(validator, token, door.answers().invalidToken(caller.access()))
                : null));
  }

  /** A router may ignore the case, and a filter behind take the method that the request names. */
  private static boolean runsAsGet(HttpServletRequest request) {
    return isGet(request.getMethod())
        || MethodOverride.namedIn(request).stream().anyMatch(Admission::isGet);
  }

  private static boolean isGet(String method) {
    return method.equalsIgnoreCase("GET") || method.equalsIgnoreCase("HEAD");
  }

  /** An error page of a request that was not let in has no caller. */
  Caller nobody() {
    return new Caller(rules, resources.outside(), Access.open(), null);
  }

  /** Turns away a dispatch without a caller to a servlet whose annotations ask for one. */
  Verdict missingCaller(HttpServletRequest request) {
    validator.report(
        Refusal.of(
            Outcome.NO_TOKEN,
            Explanation.of(
                "a caller, because the servlet is annotated", "a dispatch without a caller")));
    RequestTarget target = RequestTarget.of(request, pathParameters);
    ResourceDoor door = target == null ? resources.outside() : resources.doorFor(target);
    return new Verdict.TurnedAway(door.answers().missingToken(Access.open()));
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
  private AccessToken validate(HttpServletRequest request, AccessRule rule, ResourceDoor door)
      throws RefusedException {
    List<String> values = headers(request, "Authorization");
    Answers answers = door.answers();
    checkQuery(request, values, rule, answers);
    try {
      return validator
          .accessTokenIfPresent(
              values,
              new RequestContext(
                  Optional.of(request.getMethod()),
                  Optional.of(rule.name()),
                  source.of(request),
                  Optional.empty(),
                  Optional.ofNullable(door.audience())))
          .orElseThrow(() -> missingToken(values, request, rule, answers));
    } catch (InvalidRequestException e) {
      throw new RefusedException(answers.invalidRequest());
    } catch (InvalidTokenException e) {
      throw new RefusedException(answers.invalidToken(rule.access()));
    } catch (ValidationUnavailableException e) {
      throw new RefusedException(Answers.unavailable(e.retryAfter()));
    }
  }

  private RefusedException missingToken(
      List<String> authorization, HttpServletRequest request, AccessRule rule, Answers answers) {
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
        answers.missingToken(rule.access()));
  }

  static List<String> headers(HttpServletRequest request, String name) {
    Enumeration<String> values = request.getHeaders(name);
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
  private void checkQuery(
      HttpServletRequest request, List<String> authorization, AccessRule rule, Answers answers)
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
