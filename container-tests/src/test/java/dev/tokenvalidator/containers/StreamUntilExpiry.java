package dev.tokenvalidator.containers;

import dev.tokenvalidator.servlet.BearerTokenFilter;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Begins a stream that ends when the caller's token expires. */
final class StreamUntilExpiry extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Instant expiresAt = BearerTokenFilter.accessToken(request).expiresAt();
    AsyncContext stream = request.startAsync();
    stream.setTimeout(Math.max(1_000, Instant.now().until(expiresAt, ChronoUnit.MILLIS)));
    response.getOutputStream().print("begun");
    response.flushBuffer();
  }
}
