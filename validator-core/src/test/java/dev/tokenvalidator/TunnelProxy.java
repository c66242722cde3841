package dev.tokenvalidator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;

/**
 * Reaches a host whose name cannot be resolved: a proxy (RFC 9110 section 9.3.6) that connects
 * every request to a server on loopback.
 */
final class TunnelProxy extends ProxySelector implements AutoCloseable {

  private final String host;
  private final RawServer proxy;

  /** Sends requests for the host to the server; other requests bypass the proxy. */
  TunnelProxy(String host, RawServer server) {
    this.host = host;
    this.proxy = RawServer.http((self, client) -> connect(self, client, server.address()));
  }

  private static void connect(RawServer self, Socket client, InetSocketAddress address)
      throws IOException {
    if (!self.readRequest(client)) {
      return;
    }
    try (Socket server = new Socket(address.getAddress(), address.getPort())) {
      client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(ISO_8859_1));
      Thread back = new Thread(() -> pass(server, client), "tunnel");
      back.setDaemon(true);
      back.start();
      pass(client, server);
    }
  }

  private static void pass(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      // One side has closed its connection.
    }
  }

  @Override
  public List<Proxy> select(URI uri) {
    return List.of(
        host.equals(uri.getHost()) ? new Proxy(Proxy.Type.HTTP, proxy.address()) : Proxy.NO_PROXY);
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException e) {
    throw new UncheckedIOException(e);
  }

  @Override
  public void close() {
    proxy.close();
  }
}
