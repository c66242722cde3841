package dev.tokenvalidator.examples.mcp;

import dev.tokenvalidator.AccessDecision.TurnedAway;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The answers to requests that do not reach the SDK. */
final class Answers {

  private Answers() {}

  /** Sends a JSON-RPC error without an id. The text is fixed: nothing of the request is in it. */
  static void send(HttpServletResponse response, int status, String text) throws IOException {
    response.setStatus(status);
    response.setContentType("application/json");
    response
        .getOutputStream()
        .print("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32600,\"message\":\"" + text + "\"}}");
  }

  /** Sends what the validator decided, with the whole challenge. */
  static void send(HttpServletResponse response, TurnedAway refusal) throws IOException {
    response.setStatus(refusal.status());
    refusal.headers().forEach(response::setHeader);
    response.getOutputStream().print(refusal.body());
  }
}
