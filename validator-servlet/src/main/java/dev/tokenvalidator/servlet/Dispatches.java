package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AccessToken;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides the dispatches inside the application that follow a request. Safe for use by several
 * threads.
 */
final class Dispatches {

  private final Admission admission;
  private final AccessRules rules;
  private final Set<String> pathParameters;

  /** Whether the targets of dispatches need their own rules too. */
  private final boolean areChecked;

  Dispatches(Admission admission, AccessRules rules, FilterSettings settings) {
    this.admission = admission;
    this.rules = rules;
    this.pathParameters = settings.pathParameters();
    this.areChecked = settings.checkDispatches();
  }

  /**
   * A forward or an include is the application's own, unless the container forwards to a welcome
   * file. The caller stays that of the request, whatever a filter in front claims.
   */
  Verdict onForwardOrInclude(HttpServletRequest request) {
    if (areChecked || WelcomeFiles.isForwardedByContainer(request)) {
      return check(request);
    }
    Caller caller = Caller.of(request, rules);
    return caller == null ? new Verdict.LetIn(request) : admission.letIn(request, caller);
  }

  /** The second half of an asynchronous request has the caller of the first. */
  Verdict onAsync(HttpServletRequest request, HttpServletResponse response) {
    Caller caller = Caller.of(request, rules);
    if (caller == null) {
      return admission.decide(request, response);
    }
    return areChecked ? check(request) : show(request, caller);
  }

  /** An error page is shown to everybody, but an annotated servlet needs a caller. */
  Verdict onError(HttpServletRequest request) {
    Caller caller = Caller.of(request, rules);
    return show(request, caller == null ? admission.nobody() : caller);
  }

  private Verdict show(HttpServletRequest request, Caller caller) {
    return caller.token() == null && rules.mayAskForCaller(request, pathParameters)
        ? admission.missingCaller(request)
        : admission.letIn(request, caller);
  }

  /**
   * Checks the target against its own rule, with the token of the request. A forward that is
   * refused gets an answer. A refused include is left out of the page, because an included part may
   * not set the status (Servlet 6.0 section 9.3).
   */
  private Verdict check(HttpServletRequest request) {
    boolean isInclude = request.getDispatcherType() == DispatcherType.INCLUDE;
    try {
      RequestTarget target =
          admission.required(
              request,
              isInclude
                  ? RequestTarget.ofInclude(request, pathParameters)
                  : RequestTarget.of(request, pathParameters));
      return admission.letIn(request, admission.callerFor(target, request, knownToken(request)));
    } catch (Admission.RefusedException e) {
      return new Verdict.TurnedAway(isInclude ? null : e.answer());
    }
  }

  private @Nullable AccessToken knownToken(HttpServletRequest request) {
    Caller caller = Caller.of(request, rules);
    return caller == null ? null : caller.token();
  }
}
