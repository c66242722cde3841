package dev.tokenvalidator.servlet;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/** The body of a refused request: how much of it has not arrived yet. */
final class RequestBody {

  /** For a longer body, closing the connection costs less than reading the rest. */
  private static final int MAX_READ = 64 * 1024;

  private RequestBody() {}

  /**
   * Whether to close the connection after the refusal (RFC 9112 section 9.6). A server that keeps
   * it open must first read the rest of the body, for as long as the client keeps sending.
   *
   * <p>Reads the part that has arrived and never waits. With {@code Expect: 100-continue} it reads
   * nothing, because reading would ask the client for the body.
   */
  static boolean closesConnection(HttpServletRequest request) {
    if (!request.getProtocol().startsWith("HTTP/1.")) {
      return false; // HTTP/2 ends only the stream, and forbids the header (RFC 9113 section 8.2.2)
    }
    if (request.getHeader("Transfer-Encoding") != null) {
      return true;
    }
    long length = request.getContentLengthLong();
    return length > 0
        && (length > MAX_READ || request.getHeader("Expect") != null || isPending(request, length));
  }

  private static boolean isPending(HttpServletRequest request, long length) {
    byte[] buffer = new byte[(int) Math.min(length, 8 * 1024)];
    long missing = length;
    try {
      ServletInputStream in = request.getInputStream();
      while (missing > 0 && in.available() > 0) {
        int read = in.read(buffer, 0, (int) Math.min(missing, buffer.length));
        if (read < 0) {
          return true;
        }
        missing -= read;
      }
    } catch (IOException | IllegalStateException e) {
      // The client is gone, or a filter in front reads the body: the rest is unknown.
      return true;
    }
    return missing > 0;
  }
}
