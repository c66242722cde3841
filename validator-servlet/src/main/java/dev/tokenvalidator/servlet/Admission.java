package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.BearerChallenge;
import dev.tokenvalidator.BearerToken;
import dev.tokenvalidator.Explanation;
import dev.tokenvalidator.InvalidRequestException;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.InvalidTokenException;
import dev.tokenvalidator.Reason;
import dev.tokenvalidator.Refusal;
import dev.tokenvalidator.Refusal.Outcome;
import dev.tokenvalidator.RequestContext;
import dev.tokenvalidator.ValidationUnavailableException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request may in, and what is answered where it may not. Safe for use by several
 * threads.
 *
 * <p>Whatever is thrown while it decides becomes an answer: what nobody expects, 503. The handler
 * is not called then, and the container has no error to show a page for.
 */
final class Admission {

  private final AccessTokenValidator validator;
  private final AccessRules coverage;
  private final FilterSettings settings;
  private final RequestSource source;
  private final Answer missingToken;
  private final Answer invalidRequest;
  private final Answer invalidToken;
  private final Answer notAllowed;
  private final Answer internalError = Answer.unavailable(Duration.ofSeconds(1));

  Admission(AccessTokenValidator validator, AccessRules coverage, FilterSettings settings) {
    this.validator = validator;
    this.coverage = coverage;
    this.settings = settings;
    this.source = new RequestSource(settings.source());
    this.missingToken = answer(BearerChallenge.missingToken());
    this.invalidRequest = answer(BearerChallenge.invalidRequest());
    this.invalidToken = answer(BearerChallenge.invalidToken());
    this.notAllowed = answer(BearerChallenge.insufficientScope(Set.of()));
  }

  /** Judges a request or a dispatch, each kind by its own rules. */
  Verdict judge(HttpServletRequest request, HttpServletResponse response) {
    try {
      return switch (request.getDispatcherType()) {
        case REQUEST -> decide(request, response);
        case ASYNC -> resume(request, response);
        case ERROR -> showError(request);
        case FORWARD, INCLUDE -> follow(request);
      };
    } catch (Throwable e) {
      return unexpected(e, request, response);
    }
  }

  /**
   * Answers a request that is turned away.
   *
   * @throws IOException if the answer cannot be sent, because the client is gone
   */
  void tell(Answer answer, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      answer.send(request, response);
    } catch (RuntimeException | Error e) {
      Answer instead = unexpected(e, request, response).answer();
      if (instead != null) {
        tellAtLeastTheStatus(instead, request, response);
      }
    }
  }

  /** Of a response object that fails it is tried once more, and then no more is asked. */
  private static void tellAtLeastTheStatus(
      Answer answer, HttpServletRequest request, HttpServletResponse response) throws IOException {
    try {
      answer.send(request, response);
    } catch (RuntimeException | Error e) {
      response.reset();
      response.setStatus(answer.status());
    }
  }

  /**
   * What becomes of a request that something unexpected was thrown for: nobody can tell whether it
   * may in. Of what was thrown the client is told nothing.
   */
  private Verdict.TurnedAway unexpected(
      Throwable thrown, HttpServletRequest request, HttpServletResponse response) {
    boolean committed = Tried.orFalse(response::isCommitted);
    validator.report(
        new Refusal(
            committed ? Outcome.NOT_ANSWERED : Outcome.UNAVAILABLE,
            Optional.of(Reason.INTERNAL_ERROR),
            Explanation.of("a decision", "an unexpected " + thrown.getClass().getName())
                .withHint(
                    "the filter, or the request or response of the container or of a filter in"
                        + " front, is at fault: see the stack trace"),
            Optional.empty(),
            Optional.of(thrown)));
    boolean included = Tried.orFalse(() -> request.getDispatcherType() == DispatcherType.INCLUDE);
    return new Verdict.TurnedAway(committed || included ? null : internalError);
  }

  /** Decides anew, whatever was decided before. */
  private Verdict decide(HttpServletRequest request, HttpServletResponse response) {
    Caller.forget(request);
    if (response.isCommitted()) {
      // A refusal could not be told any more.
      report(
          Outcome.NOT_ANSWERED,
          Explanation.of("a response that nobody has begun", "one that is committed")
              .withHint("a filter in front of this one answers and goes on; the chain ends here"),
          null);
      return new Verdict.TurnedAway(null);
    }
    try {
      checkMethod(request.getMethod());
      RequestTarget target = RequestTarget.of(request, settings.pathParameters());
      if (target == null) {
        throw notCanonical(request);
      }
      AccessToken token =
          settings.allowPreflight() && coverage.allowsPreflight(request, target)
              ? null
              : allowed(request, target, null);
      Caller decision = new Caller(this, token);
      decision.putOn(request);
      return new Verdict.LetIn(new AdmittedRequest(request, decision));
    } catch (RefusedException e) {
      return new Verdict.TurnedAway(e.answer());
    }
  }

  /**
   * For a forward or an include: the application's own, unless a setting says otherwise or the
   * container forwards to a welcome file. The caller stays that of the request, whatever a filter
   * in front says of this dispatch.
   */
  private Verdict follow(HttpServletRequest request) {
    if (settings.checkDispatches() || WelcomeFiles.isForwardedByContainer(request)) {
      return hold(request);
    }
    Caller decision = Caller.of(request);
    return new Verdict.LetIn(
        decision != null && decision.isBy(this) ? new AdmittedRequest(request, decision) : request);
  }

  /** Answers a request of an open route whose handler asks for a caller. */
  void challenge(HttpServletRequest request, HttpServletResponse response) throws IOException {
    missingToken.send(request, response);
  }

  /** For the second half of an asynchronous request: it was decided in the first. */
  private Verdict resume(HttpServletRequest request, HttpServletResponse response) {
    Caller decision = Caller.of(request);
    if (decision == null || !decision.isBy(this)) {
      return decide(request, response);
    }
    if (settings.checkDispatches()) {
      return hold(request);
    }
    return show(request, decision);
  }

  /** For an error page: it is shown, unless it is a servlet that asks for a caller. */
  private Verdict showError(HttpServletRequest request) {
    Caller decision = Caller.of(request);
    return decision != null && decision.isBy(this)
        ? show(request, decision)
        : show(request, new Caller(this, null));
  }

  /** What the application dispatched to by itself, for whoever the caller is. */
  private Verdict show(HttpServletRequest request, Caller decision) {
    if (decision.token() == null && coverage.mayAskForCaller(request)) {
      report(
          Outcome.NO_TOKEN,
          Explanation.of("a caller, for a servlet that is annotated", "a dispatch for nobody"),
          null);
      return new Verdict.TurnedAway(missingToken);
    }
    return new Verdict.LetIn(new AdmittedRequest(request, decision));
  }

  /**
   * Holds the target of a dispatch to its own rule, with the token of the request. What is refused
   * to a forward is answered; what is refused to an include is left out of the page, whose status
   * is not the included part's to set (Servlet 6.0 section 9.3).
   */
  private Verdict hold(HttpServletRequest request) {
    boolean included = request.getDispatcherType() == DispatcherType.INCLUDE;
    try {
      RequestTarget target =
          included
              ? RequestTarget.ofInclude(request, settings.pathParameters())
              : RequestTarget.of(request, settings.pathParameters());
      if (target == null) {
        throw notCanonical(request);
      }
      AccessToken token = allowed(request, target, knownToken(request));
      return new Verdict.LetIn(new AdmittedRequest(request, new Caller(this, token)));
    } catch (RefusedException e) {
      return new Verdict.TurnedAway(included ? null : e.answer());
    }
  }

  private @Nullable AccessToken knownToken(HttpServletRequest request) {
    Caller decision = Caller.of(request);
    return decision != null && decision.isBy(this) ? decision.token() : null;
  }

  /** The token that may use the target: the known one, or the request's; null on an open route. */
  private @Nullable AccessToken allowed(
      HttpServletRequest request, RequestTarget target, @Nullable AccessToken known)
      throws RefusedException {
    AccessRule rule = coverage.of(request.getMethod(), namedMethod(request), target);
    if (rule.isOpen()) {
      return known;
    }
    AccessToken token = known != null ? known : validate(request, rule);
    AccessRule.Shortfall shortfall = rule.shortfall(token, target.path());
    if (shortfall != null) {
      throw refused(
          Outcome.INSUFFICIENT_SCOPE,
          shortfall.explanation(),
          rule,
          shortfall.requiredScopes().isEmpty()
              ? notAllowed
              : answer(BearerChallenge.insufficientScope(shortfall.requiredScopes())));
    }
    return token;
  }

  private void checkMethod(String method) throws RefusedException {
    if (method.equals("TRACE") || method.equals("CONNECT")) {
      throw refused(
          Outcome.INVALID_REQUEST,
          Explanation.of("another method", method),
          null,
          Answer.METHOD_NOT_ALLOWED);
    }
  }

  /**
   * The other method that the request names; null for none. A standard one is in upper case, as the
   * filters that read it write it.
   */
  private @Nullable String namedMethod(HttpServletRequest request) throws RefusedException {
    List<String> named = MethodOverride.namedIn(request);
    if (named.isEmpty()) {
      return null;
    }
    if (named.size() > 1 || !Route.isMethod(named.get(0))) {
      throw refused(
          Outcome.INVALID_REQUEST,
          // The value is not shown: it may be anything, a token too.
          Explanation.of(
              "one method at most beside that of the request",
              named.size() > 1 ? "several" : "what is no method"),
          null,
          Answer.NO_METHOD);
    }
    String method = Route.standardMethod(named.get(0));
    checkMethod(method);
    return method;
  }

  private RefusedException notCanonical(HttpServletRequest request) {
    return refused(
        Outcome.INVALID_REQUEST,
        Explanation.of(
            "a canonical path, which reads the same raw and decoded",
            Explanation.quote(request.getRequestURI())),
        null,
        Answer.NOT_CANONICAL);
  }

  /** A missing token is answered here and not by the validator: the rule may have a hint. */
  private AccessToken validate(HttpServletRequest request, AccessRule rule)
      throws RefusedException {
    List<String> values = authorization(request);
    checkQuery(request, values, rule);
    try {
      return validator
          .accessTokenIfPresent(
              values, new RequestContext(Optional.of(rule.name()), source.of(request)))
          .orElseThrow(() -> missing(values, rule));
    } catch (InvalidRequestException e) {
      throw new RefusedException(invalidRequest);
    } catch (InvalidTokenException e) {
      throw new RefusedException(invalidToken);
    } catch (ValidationUnavailableException e) {
      throw new RefusedException(Answer.unavailable(e.retryAfter()));
    }
  }

  private RefusedException missing(List<String> authorization, AccessRule rule) {
    Explanation explanation =
        Explanation.of(
            "a bearer token",
            authorization.isEmpty() ? "no Authorization header" : "one of another scheme");
    String hint = rule.hint();
    return refused(
        Outcome.NO_TOKEN,
        hint == null ? explanation : explanation.withHint(hint),
        rule,
        missingToken);
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

  /** A token in the query is none, but beside one in the header it is one too many. */
  private void checkQuery(HttpServletRequest request, List<String> authorization, AccessRule rule)
      throws RefusedException {
    if (QueryToken.isIn(request.getQueryString()) && holdsBearerToken(authorization)) {
      throw refused(
          Outcome.INVALID_REQUEST,
          Explanation.of("a token in the header alone", "another one in the query"),
          rule,
          invalidRequest);
    }
  }

  private static boolean holdsBearerToken(List<String> authorization) {
    try {
      return BearerToken.fromAuthorization(authorization).isPresent();
    } catch (InvalidRequestException e) {
      // The validator refuses the header, and says why.
      return false;
    }
  }

  private RefusedException refused(
      Outcome outcome, Explanation explanation, @Nullable AccessRule rule, Answer answer) {
    report(outcome, explanation, rule);
    return new RefusedException(answer);
  }

  private void report(Outcome outcome, Explanation explanation, @Nullable AccessRule rule) {
    validator.report(
        new Refusal(
            outcome,
            Optional.empty(),
            explanation,
            rule == null ? Optional.empty() : Optional.of(rule.name())));
  }

  private Answer answer(BearerChallenge challenge) {
    String realm = settings.realm();
    try {
      return Answer.challenge(realm == null ? challenge : challenge.withRealm(realm));
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException("realm", String.valueOf(e.getMessage()));
    }
  }

  /** The way out of the middle of a decision. */
  private static final class RefusedException extends Exception {

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
