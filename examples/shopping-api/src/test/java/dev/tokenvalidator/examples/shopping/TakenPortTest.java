package dev.tokenvalidator.examples.shopping;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenvalidator.fixtures.TestIssuer;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** A port that somebody else has is named, with the option that names another. */
class TakenPortTest {

  @Test
  void isNamedForTheIssuer() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> ShoppingApi.startIssuer(taken.getLocalPort()))
          .isInstanceOf(PortTakenException.class)
          .hasMessageContaining("port " + taken.getLocalPort() + " on 127.0.0.1 is taken")
          .hasMessageContaining("--issuer-port");
    }
  }

  @Test
  void isNamedForTheApi() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        TestIssuer issuer = ShoppingApi.startIssuer(0)) {
      assertThatThrownBy(() -> ShoppingApi.startApi(taken.getLocalPort(), issuer))
          .isInstanceOf(PortTakenException.class)
          .hasMessageContaining("port " + taken.getLocalPort() + " on 127.0.0.1 is taken")
          .hasMessageContaining("--port");
    }
  }
}
