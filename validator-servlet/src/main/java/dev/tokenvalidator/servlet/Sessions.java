package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AccessToken;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Binds the sessions of an application to their callers. A handler opens a session when it sets the
 * header with its id, which is before the response is committed. Safe for use by several threads.
 */
final class Sessions {

  private static final int MAX_SESSIONS = 10_000;

  private final String header;
  private final SessionOwners owners = new SessionOwners(MAX_SESSIONS);

  /**
   * Starts without a session.
   *
   * @param header the name of the header that carries the id, in both directions
   */
  Sessions(String header) {
    this.header = header;
  }

  /**
   * Whether a request may go on: it names no session, or one that its caller opened.
   *
   * @param token of the caller; null for a caller without one
   */
  boolean admit(HttpServletRequest request, @Nullable AccessToken token) {
    List<String> ids =
        request.getHeaders(header) == null
            ? List.of()
            : Collections.list(request.getHeaders(header));
    return ids.isEmpty() || (ids.size() == 1 && owners.isOwner(ids.get(0), token));
  }

  /**
   * The response as handlers see it: a session that they open belongs to the caller.
   *
   * @param token of the caller; null for a caller without one
   */
  HttpServletResponse watch(HttpServletResponse response, @Nullable AccessToken token) {
    return new Watched(response, token);
  }

  private final class Watched extends HttpServletResponseWrapper {

    private final @Nullable AccessToken token;

    Watched(HttpServletResponse response, @Nullable AccessToken token) {
      super(response);
      this.token = token;
    }

    @Override
    public void setHeader(String name, String value) {
      see(name, value);
      super.setHeader(name, value);
    }

    @Override
    public void addHeader(String name, String value) {
      see(name, value);
      super.addHeader(name, value);
    }

    @Override
    public void setIntHeader(String name, int value) {
      see(name, Integer.toString(value));
      super.setIntHeader(name, value);
    }

    @Override
    public void addIntHeader(String name, int value) {
      see(name, Integer.toString(value));
      super.addIntHeader(name, value);
    }

    @SuppressWarnings("NullAway") // a handler may take a header away by giving null
    private void see(String name, @Nullable String value) {
      if (value != null && header.equalsIgnoreCase(name)) {
        owners.opened(value, token);
      }
    }
  }
}
