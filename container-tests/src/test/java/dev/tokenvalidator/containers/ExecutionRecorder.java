package dev.tokenvalidator.containers;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Records which endpoints run, and with which token. It reads the token from the header of the
 * request, so that a mistake of the filter cannot hide.
 */
final class ExecutionRecorder {

  /** The header that names the sender. */
  static final String LANE = "Lane";

  private static final String ATTRIBUTE = ExecutionRecorder.class.getName();

  private final Map<String, Set<String>> scopesByAuthorization;
  private final Map<String, List<Execution>> executions = new ConcurrentHashMap<>();

  /**
   * @param scopesByAuthorization the scopes of every valid token
   */
  ExecutionRecorder(Map<String, Set<String>> scopesByAuthorization) {
    this.scopesByAuthorization = Map.copyOf(scopesByAuthorization);
  }

  void watch(ServletContext context) {
    context.setAttribute(ATTRIBUTE, this);
  }

  /** Each endpoint calls this when it runs. */
  static void ran(Endpoint endpoint, HttpServletRequest request) {
    ExecutionRecorder recorder =
        (ExecutionRecorder) request.getServletContext().getAttribute(ATTRIBUTE);
    recorder
        .executions
        .computeIfAbsent(String.valueOf(request.getHeader(LANE)), lane -> new ArrayList<>())
        .add(
            new Execution(
                endpoint, recorder.suffices(request.getHeader("Authorization"), endpoint)));
  }

  /** The executions for a sender since the last call. A sender sends one request at a time. */
  List<Execution> take(String lane) {
    List<Execution> taken = executions.remove(lane);
    return taken == null ? List.of() : taken;
  }

  /** The senders with executions that were not taken. */
  Set<String> untaken() {
    return executions.keySet();
  }

  private boolean suffices(@Nullable String authorization, Endpoint endpoint) {
    String scope = endpoint.scope();
    return scope == null
        || (authorization != null
            && scopesByAuthorization.getOrDefault(authorization, Set.of()).contains(scope));
  }

  /**
   * One call of an endpoint.
   *
   * @param sufficient whether the token has the scope of the endpoint
   */
  record Execution(Endpoint endpoint, boolean sufficient) {}
}
