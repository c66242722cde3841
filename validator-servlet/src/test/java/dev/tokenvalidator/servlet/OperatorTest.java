package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.allOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.Reason;
import dev.tokenvalidator.Refusal;
import dev.tokenvalidator.ValidatorListener;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.internal.settings.EnvironmentVariables;
import dev.tokenvalidator.keys.KeySetEvent;
import dev.tokenvalidator.keys.KeySetStatus;
import dev.tokenvalidator.keys.KeySetStatus.State;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The operator's side of a filter that builds its own validator. */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
class OperatorTest {

  private final Container container;

  OperatorTest(Container container) {
    this.container = container;
  }

  /** What an application's listener hears. */
  private static final class Heard implements ValidatorListener {
    private final List<AccessToken> accepted = new CopyOnWriteArrayList<>();
    private final List<Refusal> refused = new CopyOnWriteArrayList<>();
    private final BlockingQueue<KeySetEvent> events = new LinkedBlockingQueue<>();

    @Override
    public void accepted(AccessToken token) {
      accepted.add(token);
    }

    @Override
    public void refused(Refusal refusal) {
      refused.add(refusal);
    }

    @Override
    public void keySetChanged(KeySetEvent event) {
      events.add(event);
    }

    void awaitLoaded() throws InterruptedException {
      KeySetEvent event;
      do {
        event = events.poll(30, TimeUnit.SECONDS);
        assertThat(event).as("an event of the keys").isNotNull();
      } while (!(event instanceof KeySetEvent.Loaded));
    }
  }

  /** Maps the filter by its class, as a web.xml does, with its settings as init-params. */
  private static void asInWebXml(
      ServletContext context, TestIssuer issuer, Map<String, String> more) {
    FilterRegistration.Dynamic registration = context.addFilter("tokens", BearerTokenFilter.class);
    registration.setInitParameter("logtoEndpoint", issuer.endpoint().toString());
    registration.setInitParameter("audience", issuer.resource().indicator());
    registration.setInitParameter("environment", "false");
    registration.setInitParameter(
        "routes", "* /ready open\n* /emergency open\nGET /products allOf(read:products)");
    more.forEach(registration::setInitParameter);
    TestApp.map(registration, "/*");
  }

  /** An application with a probe, and a page to distrust keys, that reach the filter. */
  private TestApp application(TestIssuer issuer, ValidatorListener listener, String... settings)
      throws Exception {
    return TestApp.on(container)
        .servlet("/products", (request, response) -> response.setStatus(200))
        .servlet(
            "/ready",
            (request, response) ->
                response.setStatus(
                    filterOf(request.getServletContext()).keySets().stream()
                            .allMatch(KeySetStatus::usable)
                        ? 200
                        : 503))
        .servlet(
            "/emergency",
            (request, response) ->
                response
                    .getWriter()
                    .print(
                        filterOf(request.getServletContext())
                            .validator()
                            .distrust(request.getParameter("key"))
                            .keySet()))
        .startWith(
            context -> {
              context.setAttribute(ValidatorListener.class.getName(), listener);
              asInWebXml(
                  context,
                  issuer,
                  settings.length == 0 ? Map.of() : Map.of(settings[0], settings[1]));
            });
  }

  private static BearerTokenFilter filterOf(ServletContext context) {
    return BearerTokenFilter.in(context).orElseThrow();
  }

  private static int statusOf(TestApp app, String path) throws IOException {
    return app.send("GET", path).status();
  }

  @Test
  void becomesReadyWithoutAToken(TestIssuer issuer) throws Exception {
    Heard heard = new Heard();
    try (TestApp app = application(issuer, heard, "warmUp", "true")) {
      heard.awaitLoaded();

      assertThat(statusOf(app, "/ready")).isEqualTo(200);
      assertThat(heard.accepted).isEmpty();
    }
  }

  @Test
  void isNotReadyBeforeTheFirstTokenWithoutWarmUp(TestIssuer issuer) throws Exception {
    Heard heard = new Heard();
    try (TestApp app = application(issuer, heard)) {
      assertThat(statusOf(app, "/ready")).isEqualTo(503);
      assertThat(issuer.requests()).isEmpty();

      assertThat(app.send("GET", "/products", TestApp.bearer(issuer, "read:products")).status())
          .isEqualTo(200);

      assertThat(statusOf(app, "/ready")).isEqualTo(200);
    }
  }

  @Test
  void distrustsAKeyThroughTheFilter(TestIssuer issuer) throws Exception {
    Heard heard = new Heard();
    try (TestApp app = application(issuer, heard)) {
      String header = TestApp.bearer(issuer, "read:products");
      assertThat(app.send("GET", "/products", header).status()).isEqualTo(200);

      String keyId = issuer.keys().current().keyId();
      assertThat(app.send("GET", "/emergency?key=" + keyId).body())
          .isEqualTo("[" + issuer.issuer() + "]");

      assertThat(app.send("GET", "/products", header).status()).isEqualTo(401);
      assertThat(heard.accepted).hasSize(1);
      assertThat(heard.refused)
          .singleElement()
          .satisfies(refusal -> assertThat(refusal.reason()).contains(Reason.DISTRUSTED_KEY));
    }
  }

  @Test
  void takesAListenerInCode(TestIssuer issuer) throws Exception {
    Heard heard = new Heard();
    BearerTokenFilter filter =
        BearerTokenFilter.builder()
            .environment(false)
            .logtoEndpoint(issuer.endpoint().toString())
            .audience(issuer.resource().indicator())
            .listener(heard)
            .warmUp()
            .route("GET", "/products", allOf("read:products"))
            .build();
    assertThatIllegalStateException().isThrownBy(filter::validator);
    assertThatIllegalStateException().isThrownBy(filter::keySets);

    try (TestApp app =
        TestApp.on(container)
            .servlet("/products", (request, response) -> response.setStatus(200))
            .startWith(context -> TestApp.install(filter, context))) {
      heard.awaitLoaded();
      assertThat(filter.keySets()).extracting(KeySetStatus::state).containsExactly(State.USABLE);
      assertThat(filter.validator().issuers()).containsExactly(issuer.issuer());
      assertThat(app.send("GET", "/products").status()).isEqualTo(401);
      assertThat(heard.refused).hasSize(1);
    }
    assertThatIllegalStateException().isThrownBy(filter::validator);
  }

  @Test
  void refusesAListenerThatWouldBeIgnored(TestIssuer issuer) throws Exception {
    Heard heard = new Heard();
    try (AccessTokenValidator validator =
        AccessTokenValidator.builder()
            .logtoEndpoint(issuer.endpoint().toString())
            .audience(issuer.resource().indicator())
            .build()) {
      assertThatExceptionOfType(InvalidSettingException.class)
          .isThrownBy(
              () -> BearerTokenFilter.builder().validator(validator).listener(heard).build())
          .satisfies(refusal -> assertThat(refusal.setting()).isEqualTo("listener"));
      ProductsApp.assertDoesNotStart(
          container,
          InvalidSettingException.class,
          context -> {
            context.setAttribute(ValidatorListener.class.getName(), heard);
            BearerTokenFilter.builder().environment(false).validator(validator).install(context);
          });
    }
    ProductsApp.assertDoesNotStart(
        container,
        InvalidSettingException.class,
        context -> {
          context.setAttribute(ValidatorListener.class.getName(), heard);
          ProductsApp.filter(issuer).listener(heard).install(context);
        });
    ProductsApp.assertDoesNotStart(
        container,
        InvalidSettingException.class,
        context -> {
          context.setAttribute(ValidatorListener.class.getName(), "no listener");
          ProductsApp.filter(issuer).install(context);
        });
  }

  @Test
  void findsNoFilterWhereNoneHasStarted() throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .servlet(
                "/",
                (request, response) ->
                    response.setStatus(
                        BearerTokenFilter.in(request.getServletContext()).isEmpty() ? 204 : 200))
            .startWith(context -> {})) {
      assertThat(app.send("GET", "/").status()).isEqualTo(204);
    }
  }

  /** A validator from the environment leaves the filter's own settings there to the filter. */
  @Test
  void sharesTheEnvironmentWithAValidator() {
    for (NamedSetting setting : NamedSetting.values()) {
      if (setting.isOfFilter() && setting != NamedSetting.ENVIRONMENT) {
        assertThat(new EnvironmentVariables(Map.of(setting.variable(), "x")).keys()).isEmpty();
      }
    }
  }
}
