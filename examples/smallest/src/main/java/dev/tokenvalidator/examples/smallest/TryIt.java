package dev.tokenvalidator.examples.smallest;

import dev.tokenvalidator.fixtures.TestClock;
import dev.tokenvalidator.fixtures.TestIssuer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/**
 * Runs both programs with an issuer that stands in for your Logto tenant, so that you can see them
 * work without a tenant.
 */
public final class TryIt {

  private static final Logger TOMCAT = Logger.getLogger("org.apache");

  private TryIt() {}

  /**
   * Sends requests with and without a token, prints the answers, and ends.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) throws IOException, LifecycleException {
    System.setProperty("java.util.logging.SimpleFormatter.format", "    log: %5$s%n");
    TOMCAT.setLevel(Level.SEVERE);
    try (TestIssuer issuer = TestIssuer.builder().clock(TestClock.running()).start()) {
      String logtoEndpoint = issuer.endpoint().toString();
      String token = issuer.token().scope("read:products").mint();
      String tokenWithoutScope = issuer.token().without("scope").mint();

      Tomcat tomcat = SmallestApp.start(logtoEndpoint, 0);
      URI products =
          URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/products");
      System.out.println("SmallestApp, GET " + products);
      System.out.println("  without a token:       " + get(products, null));
      System.out.println("  with a token:          " + get(products, token));
      System.out.println("  without read:products: " + get(products, tokenWithoutScope));
      tomcat.stop();
      tomcat.destroy();

      System.out.println("SmallestCall, with the same token");
      System.out.print("  ");
      SmallestCall.main(new String[] {logtoEndpoint, token});
    }
  }

  private static String get(URI uri, String token) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    if (token != null) {
      connection.setRequestProperty("Authorization", "Bearer " + token);
    }
    int status = connection.getResponseCode();
    return status == 200
        ? status
            + " "
            + new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        : status + " WWW-Authenticate: " + connection.getHeaderField("WWW-Authenticate");
  }
}
