package dev.tokenvalidator.containers;

import dev.tokenvalidator.containers.ExecutionRecorder.Execution;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.servlet.Container;
import dev.tokenvalidator.servlet.Http;
import dev.tokenvalidator.servlet.TestApp;
import dev.tokenvalidator.servlet.UriStrictness;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

/** Sends all requests to one application. */
final class MatrixRun {

  private static final List<String> METHODS =
      List.of(
          "GET",
          "HEAD",
          "POST",
          "PUT",
          "DELETE",
          "PATCH",
          "OPTIONS",
          "TRACE",
          "get",
          "FOO",
          "PROPFIND");

  /** Ways to name GET in a request with another method: by header or by query. */
  private static final List<String> NAME_GET =
      List.of(
          "X-HTTP-Method-Override: GET",
          "X-HTTP-Method: GET",
          "X-Method-Override: GET",
          "?_method=GET",
          "?x=y&%5fmethod=get");

  /** The container or the filter refuses these methods. */
  private static final Set<String> NEVER_SERVED = Set.of("TRACE");

  /** The number of concurrent senders, which wait most of the time. */
  private static final int LANES = 8;

  private final MatrixCell cell;
  private final TestIssuer issuer;
  private final boolean whole;
  private final Map<String, Endpoint> canonical = Spellings.canonical();
  private final String readToken;
  private final String goodToken;
  private final ExecutionRecorder recorder;

  /**
   * @param whole whether each trick is sent with every method and every token
   */
  MatrixRun(MatrixCell cell, TestIssuer issuer, boolean whole) {
    this.cell = cell;
    this.issuer = issuer;
    this.whole = whole;
    this.readToken = "Bearer " + issuer.token().scope("read").mint();
    this.goodToken = "Bearer " + issuer.token().scope("read", "admin").mint();
    this.recorder =
        new ExecutionRecorder(
            Map.of(readToken, Set.of("read"), goodToken, Set.of("read", "admin")));
  }

  /** Sends the requests, and returns the name that the container reports. */
  String send(Findings findings) throws Exception {
    AtomicReference<String> server = new AtomicReference<>();
    List<String> targets = List.copyOf(Spellings.all());
    ExecutorService senders = Executors.newFixedThreadPool(LANES);
    try (TestApp app =
        TestApp.on(cell.container())
            .issuer(issuer)
            .uriStrictness(cell.uriStrictness())
            .filter(Endpoint::route)
            .before(
                context -> {
                  server.set(context.getServerInfo());
                  register(context);
                })
            .start()) {
      List<Future<?>> lanes = new ArrayList<>();
      for (int i = 0; i < LANES; i++) {
        int lane = i;
        lanes.add(
            senders.submit(
                () -> {
                  send(app, lane, targets, findings);
                  return null;
                }));
      }
      for (Future<?> lane : lanes) {
        lane.get();
      }
    } finally {
      senders.shutdownNow();
    }
    recorder.untaken().forEach(lane -> findings.insufficient("something ran late for " + lane));
    return Objects.requireNonNull(server.get());
  }

  private void register(ServletContext context) {
    recorder.watch(context);
    cell.framework().register(context);
  }

  private void send(TestApp app, int lane, List<String> targets, Findings findings)
      throws IOException {
    try (ReusedConnection connection = new ReusedConnection(app)) {
      for (int i = lane; i < targets.size(); i += LANES) {
        String target = targets.get(i);
        boolean everything = whole || canonical.containsKey(target);
        for (String method : everything ? METHODS : List.of("GET")) {
          // A trick is harmless with the token that has every scope.
          for (String token :
              everything ? List.of("", readToken, goodToken) : List.of("", readToken)) {
            List<String> headers = new ArrayList<>(List.of(ExecutionRecorder.LANE + ": " + lane));
            if (!token.isEmpty()) {
              headers.add("Authorization: " + token);
            }
            Http.Response response = connection.send(method, target, headers);
            judge(method, target, token, response, recorder.take("" + lane), findings);
          }
        }
        if (canonical.containsKey(target) && target.indexOf('?') < 0) {
          sendNamingGet(connection, lane, target, findings);
        }
      }
    }
  }

  private void sendNamingGet(
      ReusedConnection connection, int lane, String target, Findings findings) throws IOException {
    for (String naming : NAME_GET) {
      boolean inQuery = naming.startsWith("?");
      for (String token : List.of("", readToken, goodToken)) {
        List<String> headers = new ArrayList<>(List.of(ExecutionRecorder.LANE + ": " + lane));
        if (!token.isEmpty()) {
          headers.add("Authorization: " + token);
        }
        if (!inQuery) {
          headers.add(naming);
        }
        Http.Response response =
            connection.send("POST", inQuery ? target + naming : target, headers);
        judge("POST", target + naming, token, response, recorder.take("" + lane), findings);
        if (token.equals(goodToken) && isAnsweredByFilter(response) && !isNeverCanonical(target)) {
          findings.refused("POST " + target + naming + ": " + response.status());
        }
      }
    }
  }

  private void judge(
      String method,
      String target,
      String token,
      Http.Response response,
      List<Execution> executions,
      Findings findings) {
    findings.request();
    String what =
        method
            + " "
            + target
            + (token.equals(goodToken) ? " by admin" : token.isEmpty() ? "" : " by reader")
            + ": "
            + response.status()
            + ", ran "
            + executions;
    for (Execution execution : executions) {
      findings.execution();
      if (!execution.sufficient()) {
        findings.insufficient(what);
      }
    }
    Endpoint endpoint = canonical.get(target);
    if (endpoint != null
        && token.equals(goodToken)
        && !NEVER_SERVED.contains(method)
        && !isServed(method, target, endpoint, response, executions)) {
      findings.refused(what);
    }
  }

  private boolean isServed(
      String method,
      String target,
      Endpoint endpoint,
      Http.Response response,
      List<Execution> executions) {
    if (isAnsweredByFilter(response)) {
      return isNeverCanonical(target);
    }
    // A router that does not decode finds another endpoint, or none, for an encoded target. An
    // endpoint may lack the method. Spring itself answers OPTIONS.
    boolean foundByAll =
        (cell.framework() == Framework.SERVLETS
                && (cell.uriStrictness() == UriStrictness.DEFAULT || target.indexOf('%') < 0))
            || (target.indexOf('%') < 0 && !method.equals("get"));
    boolean foreign =
        cell.framework().rereads()
            || (method.equals("OPTIONS") && cell.framework() == Framework.SPRING);
    boolean otherMethod = endpoint == Endpoint.REPORT && !method.equals("GET");
    if (!foundByAll || foreign || otherMethod) {
      return true;
    }
    return response.status() >= 200
        && response.status() < 300
        // The request was sent twice if its first response was lost.
        && !executions.isEmpty()
        && executions.stream().allMatch(execution -> execution.endpoint() == endpoint);
  }

  /** A relaxed Undertow decodes the raw URI. Others would end the path at its plain '#'. */
  private boolean isNeverCanonical(String target) {
    return cell.container() == Container.UNDERTOW
        && cell.uriStrictness() != UriStrictness.DEFAULT
        && target.contains("%23");
  }

  /** Of all responses here, only those of the filter have this header. */
  private static boolean isAnsweredByFilter(Http.Response response) {
    return response.header("Cache-Control").orElse("").equals("no-store");
  }
}
