package dev.tokenvalidator.spring;

import dev.tokenvalidator.AccessDecision;
import dev.tokenvalidator.AccessDecision.TurnedAway;
import dev.tokenvalidator.AnnotatedAccess;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Lets a request in to a handler only with a token that its annotations allow. Safe for use by
 * several threads.
 */
final class AccessInterceptor implements HandlerInterceptor {

  private final RequestAccess requests;

  /** What each handler asks for; as many as there are handlers. */
  private final Map<Handler, Optional<AnnotatedAccess>> known = new ConcurrentHashMap<>();

  AccessInterceptor(RequestAccess requests) {
    this.requests = requests;
  }

  @Override
  public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handled)
      throws IOException {
    Handler handler = Handler.of(handled);
    AnnotatedAccess annotated =
        known.computeIfAbsent(handler, first -> Optional.ofNullable(first.access())).orElse(null);
    if (annotated == null || annotated.access().isOpen()) {
      return true;
    }
    Optional<String> organization =
        annotated.access().organizationPart().map(part -> pathVariable(part, request));
    AccessDecision decision =
        requests.decide(request, annotated.access(), handler.toString(), organization);
    if (decision instanceof TurnedAway refusal) {
      requests.refusals().send(refusal, request, response);
      return false;
    }
    return true;
  }

  private static @Nullable String pathVariable(String name, HttpServletRequest request) {
    return request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE)
                instanceof Map<?, ?> variables
            && variables.get(name) instanceof String value
        ? value
        : null;
  }
}
