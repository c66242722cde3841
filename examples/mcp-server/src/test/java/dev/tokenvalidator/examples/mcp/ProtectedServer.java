package dev.tokenvalidator.examples.mcp;

import dev.tokenvalidator.fixtures.MachineApp;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TokenBuilder;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.apache.catalina.LifecycleException;

/**
 * The example with an issuer.
 *
 * @param issuer issues the tokens
 * @param server runs the application
 * @param servlet of the SDK
 */
record ProtectedServer(TestIssuer issuer, TomcatServer server, HttpServlet servlet)
    implements AutoCloseable {

  static final String WEB_PAGE = "https://shop.example";

  static ProtectedServer start(Transport transport) throws IOException, LifecycleException {
    TestIssuer issuer = TestIssuer.start();
    TomcatServer server = TomcatServer.bind(0);
    HttpServlet servlet = transport.servlet();
    server.start(
        new McpApplication(
            issuer.endpoint().toString(),
            McpShop.resource(server.uri()),
            Set.of(WEB_PAGE),
            servlet));
    return new ProtectedServer(issuer, server, servlet);
  }

  URI mcp() {
    return server.uri().resolve("/mcp");
  }

  Caller reader() {
    return caller(issuer.reader(), "read:products");
  }

  Caller buyer() {
    return caller(issuer.app(), "read:products", "write:orders");
  }

  private Caller caller(MachineApp app, String... scopes) {
    return caller(issuer.token().app(app).scope(scopes));
  }

  Caller caller(TokenBuilder token) {
    return new Caller(mcp(), token.audience(mcp().toString()).mint());
  }

  Caller withoutToken() {
    return new Caller(mcp(), null);
  }

  @Override
  public void close() throws IOException, LifecycleException {
    server.close();
    issuer.close();
  }
}
