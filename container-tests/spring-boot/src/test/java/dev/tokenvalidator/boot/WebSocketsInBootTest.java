package dev.tokenvalidator.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TestIssuerExtension;
import jakarta.servlet.ServletContext;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A WebSocket handshake requires a token on every server that Spring Boot starts. */
@Tag("container")
@ExtendWith(TestIssuerExtension.class)
class WebSocketsInBootTest {

  /** Part of the name that the server on the class path reports. */
  private static final String SERVER = System.getProperty("server", "");

  @ParameterizedTest
  @EnumSource(Registration.class)
  void opensEndpointsOnlyWithTheScope(Registration registration, TestIssuer issuer)
      throws Exception {
    try (BootApp app =
        BootApp.start(issuer, WebApp.class, Early.class, registration.configuration())) {
      assertThat(app.servletContext().getServerInfo().toLowerCase(Locale.ROOT)).contains(SERVER);
      assertOpensOnlyWithTheScope(app, "/ws/early", issuer);
      // Undertow accepts no endpoint after Spring Boot has started it.
      if (!SERVER.equals("undertow")) {
        CallerSocket.addTo(app.servletContext(), "/ws/late");

        assertOpensOnlyWithTheScope(app, "/ws/late", issuer);
      }
    }
  }

  private static void assertOpensOnlyWithTheScope(BootApp app, String path, TestIssuer issuer)
      throws Exception {
    String caller = issuer.app().id();

    assertThat(app.open(path, null)).isEqualTo("401");
    assertThat(app.open(path, issuer.token().scope("delete").mint())).isEqualTo("403");
    assertThat(app.open(path, issuer.token().scope("read").mint()))
        .isEqualTo("101 " + caller + " " + caller);
  }

  /** Adds an endpoint together with the beans, as Spring does. */
  @Configuration(proxyBeanMethods = false)
  static class Early {

    @Bean
    SmartInitializingSingleton endpoint(ServletContext context) {
      return () -> CallerSocket.addTo(context, "/ws/early");
    }
  }
}
