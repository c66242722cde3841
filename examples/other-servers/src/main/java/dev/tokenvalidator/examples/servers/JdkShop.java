package dev.tokenvalidator.examples.servers;

import static dev.tokenvalidator.Access.allOf;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tokenvalidator.Access;
import dev.tokenvalidator.AccessDecision;
import dev.tokenvalidator.AccessDecision.LetIn;
import dev.tokenvalidator.AccessDecision.TurnedAway;
import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.ResourceServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/**
 * The HTTP server of the JDK. {@code GET /products} needs an access token that grants {@code
 * read:products}.
 */
public final class JdkShop {

  private static final String TOKEN = "accessToken";

  private JdkShop() {}

  /**
   * Runs until the process ends.
   *
   * @param arguments your Logto endpoint
   */
  public static void main(String[] arguments) throws IOException {
    AccessTokenValidator validator =
        AccessTokenValidator.builder()
            .logtoEndpoint(arguments[0])
            .audience("https://shopping.api")
            .build();
    start(validator, 8080);
  }

  static HttpServer start(AccessTokenValidator validator, int port) throws IOException {
    ResourceServer resourceServer = ResourceServer.of(validator);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server
        .createContext("/products", JdkShop::products)
        .getFilters()
        .add(new TokenFilter(resourceServer, allOf("read:products")));
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
    return server;
  }

  private static void products(HttpExchange exchange) throws IOException {
    AccessToken token = (AccessToken) exchange.getAttribute(TOKEN);
    send(exchange, 200, token.clientId() + " reads the products");
  }

  /** Lets a request through to the handler if its token allows it. */
  private static final class TokenFilter extends Filter {

    private final ResourceServer server;
    private final Access access;

    TokenFilter(ResourceServer server, Access access) {
      this.server = server;
      this.access = access;
    }

    @Override
    public String description() {
      return "needs " + access;
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
      AccessDecision decision =
          server.decide(
              exchange.getRequestMethod(),
              exchange.getRequestHeaders().get("Authorization"),
              access);
      if (decision instanceof TurnedAway response) {
        response.headers().forEach(exchange.getResponseHeaders()::set);
        send(exchange, response.status(), response.body());
      } else if (decision instanceof LetIn caller) {
        caller.token().ifPresent(token -> exchange.setAttribute(TOKEN, token));
        chain.doFilter(exchange);
      }
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    boolean isEmpty = bytes.length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, isEmpty ? -1 : bytes.length);
    if (!isEmpty) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }
}
