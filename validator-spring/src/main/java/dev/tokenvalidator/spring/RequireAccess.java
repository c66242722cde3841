package dev.tokenvalidator.spring;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.AccessDecision;
import dev.tokenvalidator.AccessDecision.TurnedAway;
import java.util.Objects;
import java.util.Optional;
import org.springframework.context.ApplicationContext;
import org.springframework.web.servlet.function.HandlerFilterFunction;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.support.RequestContextUtils;

/**
 * What a functional route of Spring MVC needs. The filter, or Spring Security, has found out who
 * calls.
 *
 * <pre>{@code
 * route()
 *     .GET("/products", shop::products)
 *     .filter(requireAccess(allOf("read:products")))
 *     .build();
 * }</pre>
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class RequireAccess implements HandlerFilterFunction<ServerResponse, ServerResponse> {

  private final Access access;

  private RequireAccess(Access access) {
    this.access = access;
  }

  /**
   * A filter for the routes of one builder.
   *
   * @param access what a request needs; its organization is compared with the path variable of that
   *     name
   */
  public static RequireAccess requireAccess(Access access) {
    return new RequireAccess(Objects.requireNonNull(access));
  }

  /** Lets a request in, or answers 401 or 403. */
  @Override
  public ServerResponse filter(ServerRequest request, HandlerFunction<ServerResponse> next)
      throws Exception {
    if (access.isOpen()) {
      return next.handle(request);
    }
    RequestAccess requests = requests(request);
    Optional<String> organization =
        access.organizationPart().map(part -> request.pathVariables().get(part));
    AccessDecision decision =
        requests.decide(
            request.servletRequest(), access, "a functional route, " + access, organization);
    return decision instanceof TurnedAway refusal
        ? response(refusal, requests.refusals())
        : next.handle(request);
  }

  /**
   * The decisions of the application.
   *
   * @throws IllegalStateException if its auto-configuration is off
   */
  private static RequestAccess requests(ServerRequest request) {
    ApplicationContext context =
        RequestContextUtils.findWebApplicationContext(request.servletRequest());
    if (context == null) {
      throw new IllegalStateException("the request has not come from a DispatcherServlet");
    }
    return context.getBean(RequestAccess.class);
  }

  private static ServerResponse response(TurnedAway refusal, Refusals refusals) {
    return ServerResponse.status(refusal.status())
        .build(
            (request, response) -> {
              refusals.send(refusal, request, response);
              return null;
            });
  }
}
