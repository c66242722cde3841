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
 * Sees what runs, and with which token. It asks the request's own header, so that nothing that the
 * filter says can talk it round.
 */
final class ExecutionRecorder {

  /** The header that tells one sender from the other. */
  static final String LANE = "Lane";

  private static final String ATTRIBUTE = ExecutionRecorder.class.getName();

  private final Map<String, Set<String>> scopesByAuthorization;
  private final Map<String, List<Execution>> executions = new ConcurrentHashMap<>();

  /**
   * @param scopesByAuthorization of every valid token there is
   */
  ExecutionRecorder(Map<String, Set<String>> scopesByAuthorization) {
    this.scopesByAuthorization = Map.copyOf(scopesByAuthorization);
  }

  void watch(ServletContext context) {
    context.setAttribute(ATTRIBUTE, this);
  }

  /** To be called by an endpoint when it runs. */
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

  /** What ran for a sender, of one request at a time, since this was asked last. */
  List<Execution> take(String lane) {
    List<Execution> taken = executions.remove(lane);
    return taken == null ? List.of() : taken;
  }

  /** What ran for nobody known. */
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
   * @param sufficient whether the token was one that may do it
   */
  record Execution(Endpoint endpoint, boolean sufficient) {}
}
