package dev.tokenvalidator.examples.shopping;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenvalidator.fixtures.TestIssuer;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** The message about a taken port names the port and the option that chooses another one. */
class TakenPortTest {

  @Test
  void namesTheOptionForTheIssuersPort() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> ShoppingApi.startIssuer(taken.getLocalPort()))
          .isInstanceOf(PortTakenException.class)
          .hasMessageContaining("port " + taken.getLocalPort() + " on 127.0.0.1 is taken")
          .hasMessageContaining("--issuer-port");
    }
  }

  @Test
  void namesTheOptionForTheApisPort() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        TestIssuer issuer = ShoppingApi.startIssuer(0)) {
      assertThatThrownBy(() -> ShoppingApi.startApi(taken.getLocalPort(), issuer))
          .isInstanceOf(PortTakenException.class)
          .hasMessageContaining("port " + taken.getLocalPort() + " on 127.0.0.1 is taken")
          .hasMessageContaining("--port");
    }
  }
}
