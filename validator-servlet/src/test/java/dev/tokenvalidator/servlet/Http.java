package dev.tokenvalidator.servlet;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One HTTP/1.1 connection that sends any request, well-formed or not. */
public final class Http implements AutoCloseable {

  private final Socket socket;
  private final InputStream in;

  public Http(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /**
   * Connects from an address of this machine.
   *
   * @param address for example 127.0.0.2
   */
  public static Http from(String address, int port) throws IOException {
    InetAddress local = InetAddress.getAllByName(address)[0];
    return new Http(new Socket(InetAddress.getLoopbackAddress(), port, local, 0));
  }

  private Http(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(20_000);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** Sends one request and reads its response; the server decides whether to hang up. */
  public Response send(String method, String target, List<String> headers) throws IOException {
    write(method, target, headers);
    return read(method);
  }

  /** Sends one request whose body arrives with its header, in one write. */
  public Response sendWithBody(String method, String target, List<String> headers, String body)
      throws IOException {
    StringBuilder request = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    request.append("Host: localhost\r\nContent-Length: ").append(body.length()).append("\r\n");
    headers.forEach(header -> request.append(header).append("\r\n"));
    request.append("\r\n").append(body);
    socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
    return read(method);
  }

  private void write(String method, String target, List<String> headers) throws IOException {
    StringBuilder request = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    request.append("Host: localhost\r\n");
    headers.forEach(header -> request.append(header).append("\r\n"));
    socket
        .getOutputStream()
        .write(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sends one request and returns everything that the server sends until it hangs up. */
  public String exchange(String method, String target, List<String> headers) throws IOException {
    write(method, target, headers);
    return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /** Sends one request with the beginning of a body, whose rest never arrives. */
  public String exchange(String method, String target, List<String> headers, String beginning)
      throws IOException {
    write(method, target, headers);
    socket.getOutputStream().write(beginning.getBytes(StandardCharsets.ISO_8859_1));
    return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /** Sends bytes, and returns everything that the server sends until it hangs up. */
  public String exchange(String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    socket.shutdownOutput();
    return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private Response read(String method) throws IOException {
    String statusLine = line();
    if (!statusLine.matches("HTTP/1\\.[01] [0-9]{3}( .*)?")) {
      throw new IOException("not a response: " + statusLine);
    }
    Map<String, List<String>> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        throw new IOException("not a header: " + line);
      }
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    Response head = new Response(Integer.parseInt(statusLine.substring(9, 12)), headers, "");
    return method.equals("HEAD") ? head : new Response(head.status(), headers, body(head));
  }

  private String body(Response head) throws IOException {
    if (head.header("transfer-encoding").isPresent()) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      for (int size = chunkSize(); size > 0; size = chunkSize()) {
        body.writeBytes(in.readNBytes(size));
        line();
      }
      line();
      return body.toString(StandardCharsets.UTF_8);
    }
    byte[] body =
        head.header("content-length").isPresent()
            ? in.readNBytes(Integer.parseInt(head.header("content-length").get()))
            : head.status() == 204 || head.status() == 304 ? new byte[0] : in.readAllBytes();
    return new String(body, StandardCharsets.UTF_8);
  }

  private int chunkSize() throws IOException {
    return Integer.parseInt(line(), 16);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the server closed the connection after " + line);
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /**
   * A response.
   *
   * @param headers by lower-case name
   */
  public record Response(int status, Map<String, List<String>> headers, String body) {

    /** The only value of a header. */
    public Optional<String> header(String name) {
      List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
      if (values.size() > 1) {
        throw new AssertionError(name + " is there " + values.size() + " times");
      }
      return values.stream().findFirst();
    }
  }
}
