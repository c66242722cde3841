package dev.tokenvalidator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/** A server on 127.0.0.1 that can end its connections in ways that the fixtures cannot. */
final class RawServer implements AutoCloseable {

  /** Handles one connection, which is closed afterwards. */
  @FunctionalInterface
  interface Conversation {
    void on(RawServer server, Socket connection) throws IOException;
  }

  private final ServerSocket listening;
  private final String scheme;
  private final Conversation conversation;
  private final List<Socket> connections = new ArrayList<>();
  private final AtomicInteger requests = new AtomicInteger();

  private RawServer(String scheme, ServerSocketFactory sockets, Conversation conversation) {
    this.scheme = scheme;
    this.conversation = conversation;
    try {
      listening =
          sockets.createServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    inBackground(this::acceptAll);
  }

  static RawServer http(Conversation conversation) {
    return new RawServer("http", ServerSocketFactory.getDefault(), conversation);
  }

  static RawServer https(ServerSocketFactory sockets, Conversation conversation) {
    return new RawServer("https", sockets, conversation);
  }

  URI uri() {
    return URI.create(scheme + "://127.0.0.1:" + listening.getLocalPort() + "/jwks");
  }

  InetSocketAddress address() {
    return new InetSocketAddress(listening.getInetAddress(), listening.getLocalPort());
  }

  /** How many requests were read by {@link #readRequest}. */
  int requestCount() {
    return requests.get();
  }

  synchronized int connectionCount() {
    return connections.size();
  }

  private void acceptAll() {
    while (!listening.isClosed()) {
      try {
        Socket connection = listening.accept();
        synchronized (this) {
          connections.add(connection);
        }
        inBackground(() -> serve(connection));
      } catch (IOException e) {
        // Closed; the loop ends.
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      conversation.on(this, connection);
    } catch (IOException e) {
      // The client is gone, or the TLS handshake failed.
    }
  }

  private static void inBackground(Runnable task) {
    Thread thread = new Thread(task, "raw-server");
    thread.setDaemon(true);
    thread.start();
  }

  /** Reads the head of a request without body; false at the end of the connection. */
  boolean readRequest(Socket connection) throws IOException {
    return readTarget(connection) != null;
  }

  /** The target of the next request without body; null at the end of the connection. */
  @Nullable String readTarget(Socket connection) throws IOException {
    InputStream in = connection.getInputStream();
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int last4 = 0;
    while (last4 != 0x0d0a0d0a) {
      int next = in.read();
      if (next < 0) {
        return null;
      }
      head.write(next);
      last4 = last4 << 8 | next;
    }
    requests.incrementAndGet();
    return head.toString(ISO_8859_1).split(" ", 3)[1];
  }

  /** A response with status 200 and its length. */
  static byte[] ok(String body) {
    return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + body.getBytes(UTF_8).length
            + "\r\n\r\n"
            + body)
        .getBytes(ISO_8859_1);
  }

  @Override
  public void close() {
    try {
      listening.close();
      List<Socket> open;
      synchronized (this) {
        open = List.copyOf(connections);
      }
      for (Socket connection : open) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
