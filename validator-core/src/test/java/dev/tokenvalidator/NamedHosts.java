package dev.tokenvalidator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A plain HTTP proxy that answers for hosts whose names cannot be resolved. */
final class NamedHosts extends ProxySelector implements AutoCloseable {

  private final Map<String, byte[]> responses = new ConcurrentHashMap<>();
  private final List<String> requested = new ArrayList<>();
  private final RawServer proxy = RawServer.http((self, client) -> answer(self, client));

  /** Answers every request; what was not set is not found. */
  private void answer(RawServer self, Socket client) throws IOException {
    for (String target = self.readTarget(client);
        target != null;
        target = self.readTarget(client)) {
      synchronized (requested) {
        requested.add(target);
      }
      client.getOutputStream().write(responses.getOrDefault(target, response("404 Not Found")));
    }
  }

  private static byte[] response(String status, String... fields) {
    return ("HTTP/1.1 "
            + status
            + "\r\nContent-Length: 0\r\n"
            + String.join("", List.of(fields).stream().map(field -> field + "\r\n").toList())
            + "\r\n")
        .getBytes(ISO_8859_1);
  }

  NamedHosts document(String address, String body) {
    responses.put(address, RawServer.ok(body));
    return this;
  }

  NamedHosts status(String address, String status, String... fields) {
    responses.put(address, response(status, fields));
    return this;
  }

  List<String> requested() {
    synchronized (requested) {
      return List.copyOf(requested);
    }
  }

  /** A client that reaches the hosts. */
  HttpClient client() {
    return HttpClient.newBuilder().proxy(this).build();
  }

  @Override
  public List<Proxy> select(URI uri) {
    return List.of(new Proxy(Proxy.Type.HTTP, proxy.address()));
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
