package dev.tokenvalidator.examples.documentation;

import static dev.tokenvalidator.Access.allOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenvalidator.AccessDecision.TurnedAway;
import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.Refusal;
import dev.tokenvalidator.RequestContext;
import dev.tokenvalidator.ResourceServer;
import dev.tokenvalidator.ValidatorListener;
import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestClock;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.keys.KeySetEvent;
import dev.tokenvalidator.keys.KeySetStatus;
import dev.tokenvalidator.metrics.TokenValidatorMetrics;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs the code of docs/operations.md. */
class OperationsTest {

  private static final String KID = "sA_hLcfv5vEnTrKTWjYxkfUfA-V6B3dF_ez9NO3iXx4";

  private final TestIssuer issuer = TestIssuer.builder().clock(TestClock.running()).start();

  @AfterEach
  void close() {
    issuer.close();
  }

  private static boolean isReady(AccessTokenValidator validator) {
    boolean ready = validator.keySets().stream().allMatch(KeySetStatus::usable);
    return ready;
  }

  private static AccessTokenValidator validatorIn(ServletContext servletContext) {
    AccessTokenValidator validator = BearerTokenFilter.in(servletContext).orElseThrow().validator();
    return validator;
  }

  /** A probe, and with a parameter a page to distrust keys. */
  private static final class OperatorServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
      AccessTokenValidator validator = validatorIn(getServletContext());
      String key = request.getParameter("distrust");
      if (key != null) {
        validator.distrust(key);
      }
      response.setStatus(isReady(validator) ? 200 : 503);
    }
  }

  /** The web.xml of docs/routes.md, with a listener and the setting warmUp. */
  @Test
  void operatesAFilterInWebXml() throws Exception {
    String webXml =
        "<listener><listener-class>%s</listener-class></listener>"
                .formatted(Monitoring.class.getName())
            + Pages.block("xml", "dev.tokenvalidator.servlet.BearerTokenFilter")
                .replace("https://your.logto.endpoint", issuer.endpoint().toString())
                .replace(
                    "</filter>",
                    "<init-param><param-name>warmUp</param-name>"
                        + "<param-value>true</param-value></init-param></filter>");
    try (EmbeddedServer server =
        EmbeddedServer.startWebXml(webXml, new OpenServlet(), new OperatorServlet())) {
      assertThat(RefusalsByClient.LOADED.await(30, TimeUnit.SECONDS)).isTrue();

      assertThat(server.status("GET", "/health", "")).isEqualTo(200);
      String token = issuer.token().scope("read:products").mint();
      assertThat(server.status("GET", "/products", token)).isEqualTo(200);
      assertThat(server.status("GET", "/health?distrust=" + issuer.keys().current().keyId(), ""))
          .isEqualTo(200);
      assertThat(server.status("GET", "/products", token)).isEqualTo(401);
      assertThat(RefusalsByClient.COUNTS).containsEntry(issuer.app().id(), 1);
    }
  }

  @Test
  void becomesReadyWithoutAToken() throws Exception {
    CountDownLatch loaded = new CountDownLatch(1);
    try (AccessTokenValidator validator =
        AccessTokenValidator.builder()
            .logtoEndpoint(issuer.endpoint().toString())
            .audience("https://shopping.api")
            .listener(
                new ValidatorListener() {
                  @Override
                  public void keySetChanged(KeySetEvent event) {
                    loaded.countDown();
                  }
                })
            .build()) {
      assertThat(isReady(validator)).isFalse();

      validator.warmUp();

      assertThat(loaded.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(isReady(validator)).isTrue();
    }
  }

  /** The tests run without such variables. */
  @Test
  void readsTheEnvironment() {
    assertThatThrownBy(() -> withListener(new ValidatorListener() {}))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("issuer");
  }

  private static AccessTokenValidator withListener(ValidatorListener listener) {
    AccessTokenValidator validator =
        AccessTokenValidator.builder().fromEnvironment().listener(listener).build();
    return validator;
  }

  @Test
  void showsItsFiguresToMicrometer() throws Exception {
    String page = Pages.text(Pages.ROOT.resolve("docs/operations.md"));
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (AccessTokenValidator validator =
        AccessTokenValidator.builder()
            .logtoEndpoint(issuer.endpoint().toString())
            .audience("https://shopping.api")
            .build()) {
      bind(validator, registry);
      assertThat(validator.validate(issuer.token().mint()).isMachine()).isTrue();

      assertThat(registry.get("token.validator.accepted").functionCounter().count()).isEqualTo(1);
      assertThat(registry.getMeters())
          .extracting(meter -> meter.getId().getName())
          .allMatch(name -> page.contains("| `" + name + "` |"));
    } finally {
      registry.close();
    }
  }

  private static void bind(AccessTokenValidator validator, MeterRegistry registry) {
    new TokenValidatorMetrics(validator).bindTo(registry);
  }

  /** The log shows the refusal as README does, but for the time that it took. */
  @Test
  void logsARefusalAsReadmeShowsIt() throws Exception {
    SigningKey key = issuer.keys().current().withKeyId(KID);
    issuer.keys().publish(key);
    AtomicReference<Refusal> refused = new AtomicReference<>();
    try (AccessTokenValidator validator =
        AccessTokenValidator.builder()
            .logtoEndpoint(issuer.endpoint().toString())
            .audience("https://shopping.api")
            .listener(
                new ValidatorListener() {
                  @Override
                  public void refused(Refusal refusal) {
                    refused.set(refusal);
                  }
                })
            .build()) {
      String token =
          issuer
              .token()
              .signedBy(key)
              .clientId("shopmachineapp0000001")
              .audience("https://other.api")
              .mint();
      assertThat(
              ResourceServer.of(validator)
                  .decide(
                      "GET",
                      List.of("Bearer " + token),
                      allOf("read:products"),
                      RequestContext.none().withRoute("GET /products allOf(read:products)")))
          .isInstanceOf(TurnedAway.class);
    }
    String line = String.valueOf(refused.get()).replaceFirst(" duration=.*", " duration=");
    assertThat(Pages.text(Pages.ROOT.resolve("README.md"))).contains("\n" + line);
  }
}
