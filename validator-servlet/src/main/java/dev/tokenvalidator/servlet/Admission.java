package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.BearerChallenge;
import dev.tokenvalidator.BearerToken;
import dev.tokenvalidator.Explanation;
import dev.tokenvalidator.InvalidRequestException;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.InvalidTokenException;
import dev.tokenvalidator.Refusal;
import dev.tokenvalidator.Refusal.Outcome;
import dev.tokenvalidator.ValidationUnavailableException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request may in, and answers it where it may not. Safe for use by several
 * threads.
 *
 * <p>Only what the validator is known to throw becomes an answer. Anything else goes on to the
 * container, which answers 500: the handler is not called either way.
 */
final class Admission {

  private final AccessTokenValidator validator;
  private final Coverage coverage;
  private final AnnotatedServlets servlets;
  private final @Nullable String realm;
  private final Answer missingToken;
  private final Answer invalidRequest;
  private final Answer invalidToken;
  private final Answer notAllowed;

  Admission(
      AccessTokenValidator validator,
      Coverage coverage,
      AnnotatedServlets servlets,
      @Nullable String realm) {
    this.validator = validator;
    this.coverage = coverage;
    this.servlets = servlets;
    this.realm = realm;
    this.missingToken = answer(BearerChallenge.missingToken());
    this.invalidRequest = answer(BearerChallenge.invalidRequest());
    this.invalidToken = answer(BearerChallenge.invalidToken());
    this.notAllowed = answer(BearerChallenge.insufficientScope());
  }

  /** Decides anew, whatever was decided before. Null if the request is answered. */
  @Nullable HttpServletRequest decide(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Decision.forget(request);
    if (response.isCommitted()) {
      // Somebody in front of us has answered: a refusal could not be told any more.
      return null;
    }
    try {
      checkMethod(request);
      RequestPath target = canonicalPath(request);
      Rule rule = coverage.of(request, target);
      if (rule != null && rule.isOpen()) {
        return admit(request, null);
      }
      BearerToken bearerToken = bearerToken(request, rule, target);
      AccessToken token = validate(bearerToken, rule, target);
      checkAllows(rule, token, target);
      return admit(request, token);
    } catch (RefusedException e) {
      e.answer().send(request, response);
      return null;
    }
  }

  /** For the second half of an asynchronous request: it was decided in the first. */
  @Nullable HttpServletRequest resume(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Decision decision = Decision.of(request);
    return decision != null && decision.isBy(this)
        ? new AdmittedRequest(request, decision.token())
        : decide(request, response);
  }

  /** For an error page: it is shown, unless it is a servlet that asks for a caller. */
  @Nullable HttpServletRequest showError(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Decision decision = Decision.of(request);
    AccessToken token = decision != null && decision.isBy(this) ? decision.token() : null;
    if (token == null && mayAskForCaller(request)) {
      missingToken.send(request, response);
      return null;
    }
    return new AdmittedRequest(request, token);
  }

  /** One whose class is not known may be annotated, unless a route speaks for it. */
  private boolean mayAskForCaller(HttpServletRequest request) {
    ServletScopes scopes = servlets.of(request);
    if (scopes == null) {
      return true;
    }
    if (scopes != ServletScopes.UNRESOLVED) {
      return scopes.isAnnotated();
    }
    RequestPath target = RequestPath.of(request);
    return target == null || coverage.of(request, target) == null;
  }

  private static void checkMethod(HttpServletRequest request) throws RefusedException {
    String method = request.getMethod();
    if (method.equals("TRACE") || method.equals("CONNECT")) {
      throw new RefusedException(Answer.METHOD_NOT_ALLOWED);
    }
  }

  private RequestPath canonicalPath(HttpServletRequest request) throws RefusedException {
    RequestPath target = RequestPath.of(request);
    if (target == null) {
      report(
          Outcome.INVALID_REQUEST,
          Explanation.of(
              "a canonical path, which reads the same raw and decoded",
              Explanation.quote(request.getRequestURI())),
          null);
      throw new RefusedException(Answer.NOT_CANONICAL);
    }
    return target;
  }

  private BearerToken bearerToken(
      HttpServletRequest request, @Nullable Rule rule, RequestPath target) throws RefusedException {
    Enumeration<String> values = request.getHeaders("Authorization");
    try {
      return BearerToken.fromAuthorization(values == null ? List.of() : Collections.list(values))
          .orElseThrow(() -> new RefusedException(missingToken));
    } catch (InvalidRequestException e) {
      report(Outcome.INVALID_REQUEST, e.explanation(), route(rule, target));
      throw new RefusedException(invalidRequest);
    }
  }

  private AccessToken validate(BearerToken bearerToken, @Nullable Rule rule, RequestPath target)
      throws RefusedException {
    try {
      return validator.validate(bearerToken, route(rule, target));
    } catch (InvalidTokenException e) {
      throw new RefusedException(invalidToken);
    } catch (ValidationUnavailableException e) {
      throw new RefusedException(Answer.unavailable(e.retryAfter()));
    }
  }

  private void checkAllows(@Nullable Rule rule, AccessToken token, RequestPath target)
      throws RefusedException {
    if (rule == null) {
      report(
          Outcome.INSUFFICIENT_SCOPE,
          Explanation.of("a route or a @RequiresScope for the path", "none")
              .withHint("what nothing covers is refused; add a route if it is to be reached"),
          route(null, target));
      throw new RefusedException(notAllowed);
    }
    Rule.Denial denial = rule.denial(token, target.path());
    if (denial != null) {
      report(Outcome.INSUFFICIENT_SCOPE, denial.explanation(), rule.name());
      throw new RefusedException(
          denial.needed() == null
              ? notAllowed
              : answer(BearerChallenge.insufficientScope(denial.needed())));
    }
  }

  private HttpServletRequest admit(HttpServletRequest request, @Nullable AccessToken token) {
    new Decision(this, token).putOn(request);
    return new AdmittedRequest(request, token);
  }

  private static String route(@Nullable Rule rule, RequestPath target) {
    return rule == null ? "no rule, path " + Explanation.quote(target.path()) : rule.name();
  }

  private void report(Outcome outcome, Explanation explanation, @Nullable String route) {
    validator.report(
        new Refusal(outcome, Optional.empty(), explanation, Optional.ofNullable(route)));
  }

  private Answer answer(BearerChallenge challenge) {
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
